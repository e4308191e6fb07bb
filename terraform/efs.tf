# Redis's append-only file, so that a replaced task goes on with the jobs that the last one held. Losing it costs no data, only the
# time to queue again: the truth is in the database's ledger.

locals {
  # The redis user of the official image.
  redis_uid = 999
  redis_gid = 999
}

resource "aws_efs_file_system" "redis" {
  count = local.redis_in_container ? 1 : 0

  creation_token  = "${var.name}-redis"
  encrypted       = true
  kms_key_id      = var.kms_key_arn
  throughput_mode = "elastic"

  tags = { Name = "${var.name}-redis" }
}

resource "aws_efs_access_point" "redis" {
  count = local.redis_in_container ? 1 : 0

  file_system_id = aws_efs_file_system.redis[0].id

  # Whoever mounts through it is this user, in this directory.
  posix_user {
    uid = local.redis_uid
    gid = local.redis_gid
  }

  root_directory {
    path = "/redis"

    creation_info {
      owner_uid   = local.redis_uid
      owner_gid   = local.redis_gid
      permissions = "0700"
    }
  }

  tags = { Name = "${var.name}-redis" }
}

resource "aws_efs_file_system_policy" "redis" {
  count = local.redis_in_container ? 1 : 0

  file_system_id = aws_efs_file_system.redis[0].id
  policy         = data.aws_iam_policy_document.efs[0].json
}

data "aws_iam_policy_document" "efs" {
  count = local.redis_in_container ? 1 : 0

  # With a policy of its own the file system no longer lets in just anyone who reaches it over the network.
  statement {
    sid       = "RedisThroughItsAccessPoint"
    actions   = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
    resources = [aws_efs_file_system.redis[0].arn]

    principals {
      type        = "AWS"
      identifiers = [aws_iam_role.redis[0].arn]
    }

    condition {
      test     = "ArnEquals"
      variable = "elasticfilesystem:AccessPointArn"
      values   = [aws_efs_access_point.redis[0].arn]
    }
  }

  statement {
    sid       = "OnlyEncryptedTransport"
    effect    = "Deny"
    actions   = ["elasticfilesystem:*"]
    resources = [aws_efs_file_system.redis[0].arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_security_group" "efs" {
  count = local.redis_in_container ? 1 : 0

  name        = "${var.name}-efs"
  description = "File system of the Redis task"
  vpc_id      = local.vpc_id

  tags = { Name = "${var.name}-efs" }
}

resource "aws_vpc_security_group_ingress_rule" "efs_from_redis" {
  count = local.redis_in_container ? 1 : 0

  security_group_id            = aws_security_group.efs[0].id
  description                  = "NFS"
  ip_protocol                  = "tcp"
  from_port                    = 2049
  to_port                      = 2049
  referenced_security_group_id = aws_security_group.redis.id
}

resource "aws_vpc_security_group_egress_rule" "redis_to_efs" {
  count = local.redis_in_container ? 1 : 0

  security_group_id            = aws_security_group.redis.id
  description                  = "NFS"
  ip_protocol                  = "tcp"
  from_port                    = 2049
  to_port                      = 2049
  referenced_security_group_id = aws_security_group.efs[0].id
}

# By position and not by id: the ids of created subnets are not known when Terraform plans.
resource "aws_efs_mount_target" "redis" {
  count = local.redis_in_container ? (local.create_vpc ? length(local.availability_zones) : length(var.private_subnet_ids)) : 0

  file_system_id  = aws_efs_file_system.redis[0].id
  subnet_id       = local.private_subnet_ids[count.index]
  security_groups = [aws_security_group.efs[0].id]

  lifecycle {
    precondition {
      condition     = length(local.given_zones) == length(var.private_subnet_ids)
      error_message = "Two of private_subnet_ids are in one availability zone, and a file system takes one mount target in each: give one subnet of each zone."
    }
  }
}
