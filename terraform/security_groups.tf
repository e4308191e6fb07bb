# Who may talk to whom, each permission a resource of its own:
#   app (producer, consumers) -> Redis, database, HTTPS
#   redis                     -> EFS, HTTPS (image, logs)
# Nobody may open a connection to app, but for the groups that are named to see its status page.

locals {
  # HTTPS goes to the endpoints and nowhere else, unless there is a NAT gateway or the given VPC brings its own way out, or some of
  # the endpoints.
  https_to_endpoints_only = (
    local.create_endpoints && !local.create_nat && (local.create_vpc || !var.source_in_another_region)
    && length(setsubtract(local.needed_endpoints, var.interface_endpoints)) == 0
  )

  https_clients = merge(
    { app = aws_security_group.app.id },
    local.redis_in_container ? { redis = aws_security_group.redis.id } : {},
  )

  # As narrow as is known: the database's security group, its address, or the given ranges.
  database_cidr_blocks = local.database_is_address ? ["${var.DATABASE_HOST}/32"] : var.database_cidr_blocks
}

resource "aws_security_group" "app" {
  name        = "${var.name}-app"
  description = "Producer and consumer tasks"
  vpc_id      = local.vpc_id

  tags = { Name = "${var.name}-app" }
}

resource "aws_security_group" "redis" {
  name        = "${var.name}-redis"
  description = "The queue: Redis task or Valkey nodes"
  vpc_id      = local.vpc_id

  tags = { Name = "${var.name}-redis" }
}

resource "aws_vpc_security_group_egress_rule" "app_to_redis" {
  security_group_id            = aws_security_group.app.id
  description                  = "Queue"
  ip_protocol                  = "tcp"
  from_port                    = local.redis_port
  to_port                      = local.redis_port
  referenced_security_group_id = aws_security_group.redis.id
}

resource "aws_vpc_security_group_ingress_rule" "redis_from_app" {
  security_group_id            = aws_security_group.redis.id
  description                  = "Queue"
  ip_protocol                  = "tcp"
  from_port                    = local.redis_port
  to_port                      = local.redis_port
  referenced_security_group_id = aws_security_group.app.id
}

# The producer's alone: a consumer listens on nothing there.
resource "aws_vpc_security_group_ingress_rule" "status_page" {
  for_each = toset(var.status_page_security_group_ids)

  security_group_id            = aws_security_group.app.id
  description                  = "Status page of the producer"
  ip_protocol                  = "tcp"
  from_port                    = local.status_port
  to_port                      = local.status_port
  referenced_security_group_id = each.value
}

# ---------------------------------------------------------------------------------------------------------------------
# Database
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_vpc_security_group_egress_rule" "app_to_database_group" {
  count = var.database_security_group_id == null ? 0 : 1

  security_group_id            = aws_security_group.app.id
  description                  = "Database"
  ip_protocol                  = "tcp"
  from_port                    = var.database_port
  to_port                      = var.database_port
  referenced_security_group_id = var.database_security_group_id
}

resource "aws_vpc_security_group_ingress_rule" "database_from_app" {
  count = var.database_security_group_id == null ? 0 : 1

  security_group_id            = var.database_security_group_id
  description                  = "S3 migration (${var.name})"
  ip_protocol                  = "tcp"
  from_port                    = var.database_port
  to_port                      = var.database_port
  referenced_security_group_id = aws_security_group.app.id
}

resource "aws_vpc_security_group_egress_rule" "app_to_database_address" {
  for_each = toset(var.database_security_group_id == null ? local.database_cidr_blocks : [])

  security_group_id = aws_security_group.app.id
  description       = "Database"
  ip_protocol       = "tcp"
  from_port         = var.database_port
  to_port           = var.database_port
  cidr_ipv4         = each.value
}

# ---------------------------------------------------------------------------------------------------------------------
# HTTPS to AWS
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_vpc_security_group_egress_rule" "https_to_endpoints" {
  for_each = local.https_to_endpoints_only ? local.https_clients : {}

  security_group_id            = each.value
  description                  = "AWS APIs through the VPC endpoints"
  ip_protocol                  = "tcp"
  from_port                    = 443
  to_port                      = 443
  referenced_security_group_id = aws_security_group.endpoints[0].id
}

resource "aws_vpc_security_group_egress_rule" "https_to_s3" {
  for_each = local.https_to_endpoints_only ? local.https_clients : {}

  security_group_id = each.value
  description       = "S3 through the gateway endpoint"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  prefix_list_id    = aws_vpc_endpoint.s3[0].prefix_list_id
}

resource "aws_vpc_security_group_egress_rule" "https_to_anywhere" {
  for_each = local.https_to_endpoints_only ? {} : local.https_clients

  security_group_id = each.value
  description       = "AWS APIs through the NAT gateway or the endpoints of the given VPC"
  ip_protocol       = "tcp"
  from_port         = 443
  to_port           = 443
  cidr_ipv4         = "0.0.0.0/0"
}
