# Nothing is public, and everything that is needed can be reached.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "no_task_has_a_public_address" {
  command = apply

  assert {
    condition     = alltrue([for service in [aws_ecs_service.producer, aws_ecs_service.consumer, aws_ecs_service.redis[0]] : one(service.network_configuration).assign_public_ip == false])
    error_message = "No task may have a public address."
  }

  assert {
    condition     = alltrue([for subnet in aws_subnet.private : !subnet.map_public_ip_on_launch]) && length(aws_subnet.private) == 2
    error_message = "The tasks' subnets hand out no public addresses."
  }

  assert {
    condition     = length(aws_internet_gateway.this) + length(aws_nat_gateway.this) + length(aws_subnet.public) + length(aws_route.nat) == 0
    error_message = "Without enable_nat_gateway the VPC has no way to the internet."
  }

  assert {
    condition     = toset(one(aws_ecs_service.producer.network_configuration).subnets) == toset(aws_subnet.private[*].id)
    error_message = "The tasks run in the private subnets."
  }
}

run "created_vpc_has_the_endpoints" {
  command = plan

  assert {
    condition     = toset([for endpoint in aws_vpc_endpoint.interface : endpoint.service_name]) == toset([for name in ["ecr.api", "ecr.dkr", "ecs", "logs", "secretsmanager"] : "com.amazonaws.us-east-1.${name}"])
    error_message = "Without NAT the tasks need these five interface endpoints."
  }

  assert {
    condition     = alltrue([for endpoint in aws_vpc_endpoint.interface : endpoint.vpc_endpoint_type == "Interface" && endpoint.private_dns_enabled])
    error_message = "The program asks the ordinary names: the endpoints must answer to them."
  }

  assert {
    condition     = aws_vpc_endpoint.s3[0].vpc_endpoint_type == "Gateway" && aws_vpc_endpoint.s3[0].route_table_ids == toset(aws_route_table.private[*].id)
    error_message = "S3 is reached through the gateway endpoint, which is free."
  }

  assert {
    condition     = toset(flatten([for statement in data.aws_iam_policy_document.s3_endpoint.statement : tolist(statement.resources) if statement.sid != "ImageLayers"])) == toset(["arn:aws:s3:::legacybucket", "arn:aws:s3:::newproductionbucket", "arn:aws:s3:::legacybucket/image/*", "arn:aws:s3:::newproductionbucket/avatar/*", "arn:aws:s3:::newproductionbucket/s3-migration-reports/*"])
    error_message = "The S3 endpoint lets through the migration's buckets and no others."
  }

  assert {
    condition     = one([for statement in data.aws_iam_policy_document.s3_endpoint.statement : one(statement.resources) if statement.sid == "ImageLayers"]) == "arn:aws:s3:::prod-us-east-1-starport-layer-bucket/*"
    error_message = "ECR's layers come through the S3 endpoint too."
  }
}

run "security_groups_open_what_is_needed" {
  command = apply

  variables {
    DATABASE_HOST = "10.1.2.3"
  }

  # The only rules that let anything in: Redis from the program, EFS from Redis, the endpoints from both. None for the program.
  assert {
    condition     = aws_vpc_security_group_ingress_rule.redis_from_app.referenced_security_group_id == aws_security_group.app.id && aws_vpc_security_group_ingress_rule.redis_from_app.from_port == 6379 && aws_vpc_security_group_ingress_rule.redis_from_app.to_port == 6379
    error_message = "Only the program reaches Redis."
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.efs_from_redis[0].referenced_security_group_id == aws_security_group.redis.id && aws_vpc_security_group_ingress_rule.efs_from_redis[0].from_port == 2049
    error_message = "Only Redis reaches the file system."
  }

  assert {
    condition     = alltrue([for rule in aws_vpc_security_group_ingress_rule.endpoints_from_tasks : rule.from_port == 443 && rule.to_port == 443 && rule.cidr_ipv4 == null])
    error_message = "Only the tasks reach the endpoints."
  }

  assert {
    condition     = [for rule in aws_vpc_security_group_egress_rule.app_to_database_address : "${rule.cidr_ipv4}:${rule.from_port}"] == ["10.1.2.3/32:3306"]
    error_message = "To a database by address, exactly that address is opened."
  }

  assert {
    condition     = length(aws_vpc_security_group_egress_rule.https_to_anywhere) == 0 && toset(keys(aws_vpc_security_group_egress_rule.https_to_endpoints)) == toset(["app", "redis"]) && toset(keys(aws_vpc_security_group_egress_rule.https_to_s3)) == toset(["app", "redis"])
    error_message = "With endpoints and no NAT gateway, HTTPS goes to the endpoints and to S3 only."
  }

  assert {
    condition     = length(aws_default_security_group.this) == 1 && length(aws_default_security_group.this[0].ingress) == 0 && length(aws_default_security_group.this[0].egress) == 0
    error_message = "The VPC's default security group connects to nothing."
  }
}

run "database_security_group_is_opened_for_the_program" {
  command = apply

  variables {
    database_security_group_id = "sg-database"
    database_port              = 3307
  }

  assert {
    condition     = aws_vpc_security_group_ingress_rule.database_from_app[0].security_group_id == "sg-database" && aws_vpc_security_group_ingress_rule.database_from_app[0].referenced_security_group_id == aws_security_group.app.id && aws_vpc_security_group_ingress_rule.database_from_app[0].from_port == 3307
    error_message = "The database is opened for the program on its port."
  }

  assert {
    condition     = aws_vpc_security_group_egress_rule.app_to_database_group[0].referenced_security_group_id == "sg-database" && length(aws_vpc_security_group_egress_rule.app_to_database_address) == 0
    error_message = "The program reaches the database's security group and no other address."
  }
}

run "given_vpc_is_used_as_it_is" {
  command = apply

  variables {
    vpc_id             = "vpc-given"
    private_subnet_ids = ["subnet-a", "subnet-b", "subnet-c"]
  }

  assert {
    condition     = length(aws_vpc.this) + length(aws_subnet.private) + length(aws_vpc_endpoint.interface) + length(aws_vpc_endpoint.s3) + length(aws_default_security_group.this) == 0
    error_message = "In a given VPC nothing of the network is created unasked."
  }

  assert {
    condition     = alltrue([for service in [aws_ecs_service.producer, aws_ecs_service.consumer, aws_ecs_service.redis[0]] : one(service.network_configuration).subnets == toset(["subnet-a", "subnet-b", "subnet-c"]) && one(service.network_configuration).assign_public_ip == false])
    error_message = "The tasks run in the given subnets, without public addresses."
  }

  assert {
    condition     = aws_security_group.app.vpc_id == "vpc-given" && aws_service_discovery_private_dns_namespace.this[0].vpc == "vpc-given" && length(aws_efs_mount_target.redis) == 3
    error_message = "Security groups, name and mount targets belong to the given VPC."
  }

  assert {
    condition     = toset([for rule in aws_vpc_security_group_egress_rule.https_to_anywhere : "${rule.cidr_ipv4}:${rule.from_port}-${rule.to_port}"]) == toset(["0.0.0.0/0:443-443"])
    error_message = "HTTPS takes whatever way out the given VPC has."
  }
}

run "given_vpc_can_get_endpoints" {
  command = apply

  variables {
    vpc_id                  = "vpc-given"
    private_subnet_ids      = ["subnet-a", "subnet-b"]
    private_route_table_ids = ["rtb-a"]
    create_vpc_endpoints    = true
  }

  assert {
    condition     = length(aws_vpc_endpoint.interface) == 5 && aws_vpc_endpoint.s3[0].route_table_ids == toset(["rtb-a"])
    error_message = "Asked for, the endpoints are created in a given VPC too."
  }

  # Their names are those of the services for everything in the VPC, not only for the tasks.
  assert {
    condition     = toset([for rule in aws_vpc_security_group_ingress_rule.endpoints_from_given_vpc : "${rule.cidr_ipv4}:${rule.from_port}-${rule.to_port}"]) == toset(["10.1.0.0/16:443-443", "100.64.0.0/16:443-443"])
    error_message = "Whatever else is in the VPC must reach the endpoints that it is sent to now."
  }

  assert {
    condition     = length(aws_vpc_security_group_egress_rule.https_to_anywhere) == 0 && length(aws_vpc_security_group_egress_rule.https_to_endpoints) == 2
    error_message = "With all endpoints the tasks need no other way."
  }

  assert {
    condition     = aws_vpc_endpoint.s3[0].policy != data.aws_iam_policy_document.s3_endpoint.json
    error_message = "Others share the route tables of a given VPC: its S3 endpoint must not be narrowed to the migration's buckets."
  }
}

run "given_vpc_keeps_the_endpoints_that_it_has" {
  command = apply

  variables {
    vpc_id                  = "vpc-given"
    private_subnet_ids      = ["subnet-a", "subnet-b"]
    private_route_table_ids = ["rtb-a"]
    create_vpc_endpoints    = true
    interface_endpoints     = ["ecs", "secretsmanager"]
  }

  assert {
    condition     = toset([for endpoint in aws_vpc_endpoint.interface : endpoint.service_name]) == toset(["com.amazonaws.us-east-1.ecs", "com.amazonaws.us-east-1.secretsmanager"])
    error_message = "A VPC takes no second endpoint of one name."
  }

  assert {
    condition     = length(aws_vpc_security_group_egress_rule.https_to_endpoints) == 0 && length(aws_vpc_security_group_egress_rule.https_to_anywhere) == 2
    error_message = "The tasks must reach the VPC's own endpoints, too."
  }
}

run "created_vpc_admits_its_tasks_only" {
  command = plan

  variables {
    interface_endpoints = ["ecs"]
  }

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.endpoints_from_given_vpc) == 0 && length(aws_vpc_endpoint.interface) == 5
    error_message = "A created VPC holds nothing but the tasks, and needs all five."
  }
}

# As in the older example: DATABASE_HOST = "54.55.44.33" and nothing of the network.
run "database_at_a_public_address_gets_a_way_out" {
  command = apply

  variables {
    DATABASE_HOST = "54.55.44.33"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 1 && aws_route.nat[0].destination_cidr_block == "0.0.0.0/0" && output.nat_address == aws_eip.nat[0].public_ip
    error_message = "A public address is reached through a NAT gateway, whose address is to be let in."
  }

  assert {
    condition     = [for rule in aws_vpc_security_group_egress_rule.app_to_database_address : "${rule.cidr_ipv4}:${rule.from_port}"] == ["54.55.44.33/32:3306"]
    error_message = "Of the internet, exactly the database is opened on its port."
  }
}

run "database_at_a_private_address_does_not" {
  command = plan

  variables {
    DATABASE_HOST = "172.31.255.1"
  }

  assert {
    condition     = length(aws_nat_gateway.this) == 0
    error_message = "A private address is reached by peering: nobody pays for a NAT gateway."
  }
}

run "region_with_fewer_zones" {
  command = apply

  variables {
    availability_zone_count = 3
  }

  override_data {
    target = data.aws_availability_zones.available
    values = { names = ["us-west-1a", "us-west-1c"] }
  }

  assert {
    condition     = length(aws_subnet.private) == 2 && length(aws_efs_mount_target.redis) == 2
    error_message = "There are no more subnets than zones."
  }
}

run "status_page_is_closed" {
  command = plan

  assert {
    condition     = length(aws_vpc_security_group_ingress_rule.status_page) == 0 && contains(jsondecode(aws_ecs_task_definition.producer.container_definitions)[0].environment, { name = "STATUS_HOST", value = "127.0.0.1" })
    error_message = "Unless somebody is named, nobody can open a connection to the program."
  }
}

run "status_page_is_opened_for_the_groups_that_are_named" {
  command = apply

  variables {
    status_page_security_group_ids = ["sg-0bastion"]
    extra_secrets                  = { STATUS_TOKEN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:status-AbCdEf:token::" }
  }

  assert {
    condition     = [for rule in aws_vpc_security_group_ingress_rule.status_page : "${rule.referenced_security_group_id}:${rule.from_port}-${rule.to_port}" if rule.security_group_id == aws_security_group.app.id] == ["sg-0bastion:8080-8080"]
    error_message = "The page is opened for that group alone."
  }

  assert {
    condition     = contains(jsondecode(aws_ecs_task_definition.producer.container_definitions)[0].environment, { name = "STATUS_HOST", value = "0.0.0.0" })
    error_message = "The page must listen where it can be reached."
  }

  assert {
    condition     = contains(jsondecode(aws_ecs_task_definition.producer.container_definitions)[0].secrets, { name = "STATUS_TOKEN", valueFrom = "arn:aws:secretsmanager:us-east-1:123456789012:secret:status-AbCdEf:token::" })
    error_message = "The token comes from Secrets Manager."
  }

  assert {
    condition     = contains(one([for statement in data.aws_iam_policy_document.execution["app"].statement : statement.resources if statement.sid == "ReadPasswords"]), "arn:aws:secretsmanager:us-east-1:123456789012:secret:status-AbCdEf")
    error_message = "ECS may read the secret, by its ARN without the key."
  }

  assert {
    condition     = !contains([for statement in data.aws_iam_policy_document.execution["redis"].statement : statement.sid], "ReadPasswords")
    error_message = "Redis may not read it."
  }
}

run "source_in_another_region_goes_around_the_gateway_endpoint" {
  command = apply

  variables {
    source_in_another_region = true
    enable_nat_gateway       = true
  }

  assert {
    condition     = length(aws_vpc_endpoint.s3) == 0
    error_message = "An S3 endpoint does not carry copies across regions."
  }

  assert {
    condition     = aws_route.nat[0].destination_cidr_block == "0.0.0.0/0" && aws_route.nat[0].route_table_id == aws_route_table.private[0].id && length(aws_vpc_security_group_egress_rule.https_to_anywhere) == 2
    error_message = "S3 is reached through the NAT gateway."
  }

  assert {
    condition     = alltrue([for service in [aws_ecs_service.producer, aws_ecs_service.consumer, aws_ecs_service.redis[0]] : one(service.network_configuration).assign_public_ip == false && one(service.network_configuration).subnets == toset(aws_subnet.private[*].id)]) && !aws_subnet.public[0].map_public_ip_on_launch
    error_message = "The public subnet is the NAT gateway's alone."
  }
}
