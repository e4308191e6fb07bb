# A VPC of its own, or a given one. Tasks never have public addresses: what they reach is a VPC endpoint, the database, Redis, or
# (when asked for, or when the database has a public address) a NAT gateway.

data "aws_availability_zones" "available" {
  state = "available"

  filter {
    name   = "opt-in-status"
    values = ["opt-in-not-required"]
  }
}

locals {
  create_vpc = var.vpc_id == null
  create_nat = local.create_vpc && coalesce(var.enable_nat_gateway, local.database_is_public)

  # A region may have fewer zones than are asked for.
  availability_zones = slice(
    data.aws_availability_zones.available.names, 0,
    min(var.availability_zone_count, length(data.aws_availability_zones.available.names)),
  )

  # A public IPv4 address: of a name nobody knows here what it stands for.
  private_ranges = ["10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"]
  database_is_public = local.database_is_address && alltrue([
    for range in local.private_ranges :
    try(cidrhost("${var.DATABASE_HOST}/${split("/", range)[1]}", 0) != cidrhost(range, 0), true)
  ])
  database_is_address = can(cidrnetmask("${var.DATABASE_HOST}/32"))

  vpc_id             = local.create_vpc ? aws_vpc.this[0].id : var.vpc_id
  private_subnet_ids = local.create_vpc ? aws_subnet.private[*].id : var.private_subnet_ids
  given_zones        = toset([for subnet in data.aws_subnet.given : subnet.availability_zone])
}

resource "aws_vpc" "this" {
  count = local.create_vpc ? 1 : 0

  cidr_block           = var.vpc_cidr
  enable_dns_support   = true
  enable_dns_hostnames = true

  tags = { Name = var.name }
}

# Where the given subnets are: a file system takes one mount target in each zone, and Valkey's replica a zone of its own.
data "aws_subnet" "given" {
  for_each = toset(var.private_subnet_ids)

  id = each.value
}

# The group that AWS puts on everything without one of its own: with no rules it connects to nothing.
resource "aws_default_security_group" "this" {
  count = local.create_vpc ? 1 : 0

  vpc_id = aws_vpc.this[0].id

  tags = { Name = "${var.name}-default-unused" }
}

resource "aws_subnet" "private" {
  count = local.create_vpc ? length(local.availability_zones) : 0

  vpc_id                  = aws_vpc.this[0].id
  availability_zone       = local.availability_zones[count.index]
  cidr_block              = cidrsubnet(var.vpc_cidr, 4, count.index)
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-private-${count.index + 1}" }
}

resource "aws_route_table" "private" {
  count = local.create_vpc ? 1 : 0

  vpc_id = aws_vpc.this[0].id

  tags = { Name = "${var.name}-private" }
}

resource "aws_route_table_association" "private" {
  count = length(aws_subnet.private)

  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[0].id
}

# ---------------------------------------------------------------------------------------------------------------------
# The way out, where there is one (see create_nat): one public subnet that holds nothing but the NAT gateway.
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_internet_gateway" "this" {
  count = local.create_nat ? 1 : 0

  vpc_id = aws_vpc.this[0].id

  tags = { Name = var.name }
}

resource "aws_subnet" "public" {
  count = local.create_nat ? 1 : 0

  vpc_id                  = aws_vpc.this[0].id
  availability_zone       = local.availability_zones[0]
  cidr_block              = cidrsubnet(var.vpc_cidr, 4, 15)
  map_public_ip_on_launch = false

  tags = { Name = "${var.name}-nat" }
}

resource "aws_route_table" "public" {
  count = local.create_nat ? 1 : 0

  vpc_id = aws_vpc.this[0].id

  tags = { Name = "${var.name}-nat" }
}

resource "aws_route_table_association" "public" {
  count = local.create_nat ? 1 : 0

  subnet_id      = aws_subnet.public[0].id
  route_table_id = aws_route_table.public[0].id
}

resource "aws_route" "internet" {
  count = local.create_nat ? 1 : 0

  route_table_id         = aws_route_table.public[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}

resource "aws_eip" "nat" {
  count = local.create_nat ? 1 : 0

  domain = "vpc"

  tags = { Name = "${var.name}-nat" }

  depends_on = [aws_internet_gateway.this]
}

resource "aws_nat_gateway" "this" {
  count = local.create_nat ? 1 : 0

  allocation_id = aws_eip.nat[0].id
  subnet_id     = aws_subnet.public[0].id

  tags = { Name = var.name }

  depends_on = [aws_route.internet]
}

resource "aws_route" "nat" {
  count = local.create_nat ? 1 : 0

  route_table_id         = aws_route_table.private[0].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[0].id
}
