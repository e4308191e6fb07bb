# Two kinds of roles. ECS uses an execution role to start a task: pull the image, read the password, write the log. The program uses
# its task role: the producer may stop the two services and write its report, the consumers may copy, Redis may mount its files.

locals {
  # Every call of the program to AWS, with the actions that it takes there: a test of the program holds the two together.
  aws_calls = jsondecode(file("${path.module}/aws-calls.json"))
  actions   = { for where, calls in local.aws_calls : where => sort(distinct(flatten(values(calls)))) }
  # An ACL is set where the program is told to.
  target_actions = concat(local.actions.Target, contains(keys(var.extra_environment), "COPY_ACL") ? local.actions.Acl : [])
}

data "aws_iam_policy_document" "assume" {
  statement {
    sid     = "EcsTasks"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }

    # Against the confused deputy: only for tasks of this account and region.
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }

    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${local.partition}:ecs:${var.AWS_REGION}:${local.account_id}:*"]
    }
  }
}

# ---------------------------------------------------------------------------------------------------------------------
# Execution roles: one for the program, one for Redis, which must not read the database's password
# ---------------------------------------------------------------------------------------------------------------------

locals {
  execution_roles = merge(
    {
      app = {
        repositories = concat(local.image_repository_arns["producer"], local.image_repository_arns["consumer"])
        log_groups   = [aws_cloudwatch_log_group.this["producer"].arn, aws_cloudwatch_log_group.this["consumer"].arn]
        secrets      = concat([aws_secretsmanager_secret.db_password.arn], aws_secretsmanager_secret.redis_password[*].arn, local.extra_secret_arns)
      }
    },
    local.redis_in_container ? {
      redis = {
        repositories = local.image_repository_arns["redis"]
        log_groups   = [aws_cloudwatch_log_group.this["redis"].arn]
        secrets      = aws_secretsmanager_secret.redis_password[*].arn
      }
    } : {},
  )
}

resource "aws_iam_role" "execution" {
  for_each = local.execution_roles

  name               = "${var.name}-${each.key}-execution"
  description        = "ECS starts the ${each.key} tasks of ${var.name} with it"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "execution" {
  for_each = local.execution_roles

  name   = "start-task"
  role   = aws_iam_role.execution[each.key].id
  policy = data.aws_iam_policy_document.execution[each.key].json
}

data "aws_iam_policy_document" "execution" {
  for_each = local.execution_roles

  # The one action here that has no resource to name.
  statement {
    sid       = "RegistryLogin"
    actions   = ["ecr:GetAuthorizationToken"]
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = length(each.value.repositories) > 0 ? [each.value.repositories] : []

    content {
      sid       = "PullImage"
      actions   = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
      resources = statement.value
    }
  }

  statement {
    sid       = "WriteLog"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = [for arn in each.value.log_groups : "${arn}:log-stream:*"]
  }

  dynamic "statement" {
    for_each = length(each.value.secrets) > 0 ? [each.value.secrets] : []

    content {
      sid       = "ReadPasswords"
      actions   = ["secretsmanager:GetSecretValue"]
      resources = statement.value
    }
  }

  dynamic "statement" {
    for_each = length(each.value.secrets) > 0 && var.kms_key_arn != null ? [var.kms_key_arn] : []

    content {
      sid       = "DecryptPasswords"
      actions   = ["kms:Decrypt"]
      resources = [statement.value]

      condition {
        test     = "StringEquals"
        variable = "kms:ViaService"
        values   = ["secretsmanager.${var.AWS_REGION}.amazonaws.com"]
      }
    }
  }
}

# ---------------------------------------------------------------------------------------------------------------------
# Producer
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_iam_role" "producer" {
  name               = "${var.name}-producer"
  description        = "The producer of ${var.name}: keep copies up to date, write the report, stop the two services"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "producer" {
  name   = "producer"
  role   = aws_iam_role.producer.id
  policy = data.aws_iam_policy_document.producer.json
}

locals {
  scale_down = {
    StopProducer = { service_arn = local.producer_service_arn, family = local.producer_family }
    StopConsumer = { service_arn = local.consumer_service_arn, family = local.consumer_family }
  }
}

data "aws_iam_policy_document" "producer" {
  # UpdateService can do more than change a number. The permission ends at these two services, their own task definitions (whose
  # revisions only Terraform registers, as the role may neither register one nor pass a role) and no shell. The keys are those of
  # the request, absent when only the count changes: hence IfExists.
  dynamic "statement" {
    for_each = local.scale_down

    content {
      sid       = statement.key
      actions   = local.actions.Services
      resources = [statement.value.service_arn]

      condition {
        test     = "ArnEqualsIfExists"
        variable = "ecs:cluster"
        values   = [local.cluster_arn]
      }

      condition {
        test     = "ArnLikeIfExists"
        variable = "ecs:task-definition"
        values   = ["arn:${local.partition}:ecs:${var.AWS_REGION}:${local.account_id}:task-definition/${statement.value.family}:*"]
      }

      condition {
        test     = "StringEqualsIfExists"
        variable = "ecs:enable-execute-command"
        values   = ["false"]
      }
    }
  }

  statement {
    sid       = "WriteReport"
    actions   = local.actions.Report
    resources = [local.report_objects_arn]
  }

  statement {
    sid       = "ReadSource"
    actions   = local.actions.Source
    resources = [local.source_objects_arn]
  }

  # It copies again what the application overwrites before the end, over copies of the migration's own only. Nothing deletes.
  statement {
    sid       = "WriteTarget"
    actions   = local.target_actions
    resources = [local.target_objects_arn]
  }

  # Without a condition on the prefix on purpose: a request for an object that is missing carries no prefix, and S3 would answer it
  # "access denied" instead of "not found". The program treats the two differently.
  statement {
    sid       = "TellMissingFromDenied"
    actions   = local.actions.Buckets
    resources = distinct([local.source_bucket_arn, local.target_bucket_arn])
  }

  dynamic "statement" {
    for_each = local.kms_statements

    content {
      sid       = statement.key
      actions   = statement.value.actions
      resources = [statement.value.key_arn]

      condition {
        test     = "StringLike"
        variable = "kms:ViaService"
        values   = ["s3.*.amazonaws.com"]
      }
    }
  }
}

# ---------------------------------------------------------------------------------------------------------------------
# Consumer
# ---------------------------------------------------------------------------------------------------------------------

locals {
  # The keys of the buckets, only through S3. A multipart copy also decrypts what it has written so far.
  kms_statements = merge(
    var.source_kms_key_arn == null ? {} : {
      DecryptSource = { key_arn = var.source_kms_key_arn, actions = ["kms:Decrypt"] }
    },
    var.target_kms_key_arn == null ? {} : {
      EncryptTarget = { key_arn = var.target_kms_key_arn, actions = ["kms:Decrypt", "kms:GenerateDataKey"] }
    },
  )
}

resource "aws_iam_role" "consumer" {
  name               = "${var.name}-consumer"
  description        = "The consumers of ${var.name}: copy objects from the source prefix to the target prefix"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "consumer" {
  name   = "consumer"
  role   = aws_iam_role.consumer.id
  policy = data.aws_iam_policy_document.consumer.json
}

data "aws_iam_policy_document" "consumer" {
  statement {
    sid       = "ReadSource"
    actions   = local.actions.Source
    resources = [local.source_objects_arn]
  }

  # Nothing deletes, in either bucket.
  statement {
    sid       = "WriteTarget"
    actions   = local.target_actions
    resources = [local.target_objects_arn]
  }

  # Without a condition on the prefix for the reason given at the producer's.
  statement {
    sid       = "TellMissingFromDenied"
    actions   = local.actions.Buckets
    resources = distinct([local.source_bucket_arn, local.target_bucket_arn])
  }

  dynamic "statement" {
    for_each = local.kms_statements

    content {
      sid       = statement.key
      actions   = statement.value.actions
      resources = [statement.value.key_arn]

      condition {
        test     = "StringLike"
        variable = "kms:ViaService"
        values   = ["s3.*.amazonaws.com"]
      }
    }
  }
}

# ---------------------------------------------------------------------------------------------------------------------
# Redis
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_iam_role" "redis" {
  count = local.redis_in_container ? 1 : 0

  name               = "${var.name}-redis"
  description        = "Redis of ${var.name}: mount its append-only file"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}

resource "aws_iam_role_policy" "redis" {
  count = local.redis_in_container ? 1 : 0

  name   = "redis"
  role   = aws_iam_role.redis[0].id
  policy = data.aws_iam_policy_document.redis[0].json
}

data "aws_iam_policy_document" "redis" {
  count = local.redis_in_container ? 1 : 0

  statement {
    sid       = "MountAppendOnlyFile"
    actions   = ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]
    resources = [aws_efs_file_system.redis[0].arn]

    condition {
      test     = "ArnEquals"
      variable = "elasticfilesystem:AccessPointArn"
      values   = [aws_efs_access_point.redis[0].arn]
    }
  }
}
