# What the tasks need of AWS without a way to the internet. The gateway endpoint is free; an interface endpoint is charged by the
# hour and zone, and costs less than a NAT gateway as soon as data flows.

locals {
  create_endpoints = var.create_vpc_endpoints == null ? local.create_vpc : var.create_vpc_endpoints

  # S3 VPC endpoints do not carry copies across regions: with the route in place such a copy fails.
  create_s3_endpoint = local.create_endpoints && !var.source_in_another_region

  # What the tasks ask for, and a created VPC has to have. A given one may have some of them already.
  needed_endpoints    = toset(["ecr.api", "ecr.dkr", "ecs", "logs", "secretsmanager"])
  interface_endpoints = toset(local.create_endpoints ? (local.create_vpc ? local.needed_endpoints : toset(var.interface_endpoints)) : [])

  # An endpoint's private name is that of the service, for everything in the VPC. So in a given one everything is let in: what
  # were not would be cut off the service.
  endpoint_cidr_blocks = toset(local.create_endpoints && !local.create_vpc ? [
    for block in data.aws_vpc.given[0].cidr_block_associations : block.cidr_block if block.state == "associated"
  ] : [])
}

data "aws_vpc" "given" {
  count = local.create_endpoints && !local.create_vpc ? 1 : 0

  id = var.vpc_id
}

resource "aws_security_group" "endpoints" {
  count = local.create_endpoints ? 1 : 0

  name        = "${var.name}-endpoints"
  description = "VPC interface endpoints"
  vpc_id      = local.vpc_id

  tags = { Name = "${var.name}-endpoints" }
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_tasks" {
  for_each = local.create_endpoints ? local.https_clients : {}

  security_group_id            = aws_security_group.endpoints[0].id
  description                  = "AWS APIs"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = each.value
}

resource "aws_vpc_security_group_ingress_rule" "endpoints_from_given_vpc" {
  for_each = local.endpoint_cidr_blocks

  security_group_id = aws_security_group.endpoints[0].id
  description       = "AWS APIs for the rest of the VPC"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = each.value
}

resource "aws_vpc_endpoint" "interface" {
  for_each = local.interface_endpoints

  vpc_id              = local.vpc_id
  service_name        = "com.amazonaws.${var.AWS_REGION}.${each.value}"
  vpc_endpoint_type   = "Interface"
  subnet_ids          = local.private_subnet_ids
  security_group_ids  = [aws_security_group.endpoints[0].id]
  private_dns_enabled = true

  tags = { Name = "${var.name}-${each.value}" }

  # From its first moment the name of the service leads here, for everything in the VPC.
  depends_on = [aws_vpc_security_group_ingress_rule.endpoints_from_given_vpc]
}

resource "aws_vpc_endpoint" "s3" {
  count = local.create_s3_endpoint ? 1 : 0

  vpc_id            = local.vpc_id
  service_name      = "com.amazonaws.${var.AWS_REGION}.s3"
  vpc_endpoint_type = "Gateway"
  route_table_ids   = local.create_vpc ? aws_route_table.private[*].id : var.private_route_table_ids

  # In a given VPC others share the route tables: there it stays open, and the roles' own policies decide.
  policy = local.create_vpc ? data.aws_iam_policy_document.s3_endpoint.json : null

  tags = { Name = "${var.name}-s3" }
}

data "aws_iam_policy_document" "s3_endpoint" {
  statement {
    sid       = "Buckets"
    actions   = ["s3:ListBucket"]
    resources = [local.source_bucket_arn, local.target_bucket_arn]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalAccount"
      values   = [local.account_id]
    }
  }

  statement {
    sid       = "Objects"
    actions   = distinct(concat(local.actions.Source, local.target_actions, local.actions.Report))
    resources = distinct([local.source_objects_arn, local.target_objects_arn, local.report_objects_arn])

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalAccount"
      values   = [local.account_id]
    }
  }

  # ECR hands out the layers of an image from this bucket of its own, in URLs that it signs itself.
  statement {
    sid       = "ImageLayers"
    actions   = ["s3:GetObject"]
    resources = ["arn:${local.partition}:s3:::prod-${var.AWS_REGION}-starport-layer-bucket/*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}
