# The queue: a Redis container that is a service of its own, or (redis_on_elasticache) a Valkey replication group.
#
# Not a container beside the producer, as it was in the older deployment: there it died with the producer's scale-down while
# consumers still worked, and a rolling deployment started a second one on the same append-only file, which takes no lock. Two of
# them hand out the same jobs twice and lose others. Hence one task, never two in a deployment; ECS starts another beside one that it
# has lost sight of, as when a host fails.

locals {
  redis_host = var.redis_on_elasticache ? aws_elasticache_replication_group.this[0].primary_endpoint_address : "redis.${local.namespace}"

  namespace = "${var.name}.internal"

  # Memory is bounded below the task's, the rest is for the copy that a rewrite of the append-only file makes. A full queue refuses
  # writes, and the program waits; it must never evict.
  redis_command = join(" ", concat(
    [
      "exec redis-server",
      "--dir /data",
      "--appendonly yes",
      "--appendfsync everysec",
      "--save ''",
      "--maxmemory ${floor(var.redis_size.memory * 0.6)}mb",
      "--maxmemory-policy noeviction",
    ],
    var.redis_auth_enabled ? ["--requirepass \"$REDIS_PASSWORD\""] : [],
  ))

  # While Redis loads its file it answers LOADING: alive, and not to be killed for it.
  redis_health_command = "${var.redis_auth_enabled ? "REDISCLI_AUTH=\"$REDIS_PASSWORD\" " : ""}redis-cli ping 2>&1 | grep -qE 'PONG|LOADING'"
}

# ---------------------------------------------------------------------------------------------------------------------
# Container
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_service_discovery_private_dns_namespace" "this" {
  count = local.redis_in_container ? 1 : 0

  name        = local.namespace
  description = "Where the tasks of ${var.name} find the queue"
  vpc         = local.vpc_id
}

resource "aws_service_discovery_service" "redis" {
  count = local.redis_in_container ? 1 : 0

  name          = "redis"
  description   = "Address of the Redis task"
  force_destroy = true

  dns_config {
    namespace_id   = aws_service_discovery_private_dns_namespace.this[0].id
    routing_policy = "MULTIVALUE"

    dns_records {
      type = "A"
      ttl  = 10
    }
  }
}

resource "aws_ecs_task_definition" "redis" {
  count = local.redis_in_container ? 1 : 0

  family                   = "${var.name}-redis"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.redis_size.cpu
  memory                   = var.redis_size.memory
  execution_role_arn       = aws_iam_role.execution["redis"].arn
  task_role_arn            = aws_iam_role.redis[0].arn

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }

  # No root_directory: with an access point it must be left out.
  volume {
    name = "data"

    efs_volume_configuration {
      file_system_id     = aws_efs_file_system.redis[0].id
      transit_encryption = "ENABLED"

      authorization_config {
        access_point_id = aws_efs_access_point.redis[0].id
        iam             = "ENABLED"
      }
    }
  }

  container_definitions = jsonencode([
    merge(
      {
        name                   = "redis"
        image                  = local.images["redis"]
        essential              = true
        memory                 = var.redis_size.memory
        command                = ["sh", "-c", local.redis_command]
        user                   = "${local.redis_uid}:${local.redis_gid}"
        readonlyRootFilesystem = true
        stopTimeout            = var.stop_timeout_seconds
        portMappings           = [{ containerPort = local.redis_port, hostPort = local.redis_port, protocol = "tcp" }]
        mountPoints            = [{ sourceVolume = "data", containerPath = "/data", readOnly = false }]
        linuxParameters        = { capabilities = { drop = ["ALL"] } }

        healthCheck = {
          command     = ["CMD-SHELL", local.redis_health_command]
          interval    = 10
          timeout     = 5
          retries     = 3
          startPeriod = var.health_check_grace_seconds
        }

        logConfiguration = {
          logDriver = "awslogs"
          options = {
            awslogs-group         = aws_cloudwatch_log_group.this["redis"].name
            awslogs-region        = var.AWS_REGION
            awslogs-stream-prefix = "redis"
          }
        }
      },
      var.redis_auth_enabled ? {
        secrets = [{ name = "REDIS_PASSWORD", valueFrom = aws_secretsmanager_secret.redis_password[0].arn }]
      } : {},
    )
  ])

  lifecycle {
    precondition {
      condition     = local.images_pushed["redis"]
      error_message = "${local.redis_repository_name} has no image with the tag ${var.redis_image_tag}: push it (docs/deploy-ecs.md, step 2), then apply again."
    }
  }
}

resource "aws_ecs_service" "redis" {
  count = local.redis_in_container ? 1 : 0

  name            = local.redis_service_name
  cluster         = aws_ecs_cluster.this.id
  task_definition = aws_ecs_task_definition.redis[0].arn
  desired_count   = 1
  propagate_tags  = "SERVICE"

  # Stop the old one, then start the new one; and do not start another to even out the zones.
  deployment_minimum_healthy_percent = 0
  deployment_maximum_percent         = 100
  availability_zone_rebalancing      = "DISABLED"

  # The producer and the consumers are created once the queue answers.
  wait_for_steady_state = true

  timeouts {
    create = "10m"
    update = "10m"
  }

  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 1
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = false
  }

  network_configuration {
    subnets          = local.private_subnet_ids
    security_groups  = [aws_security_group.redis.id]
    assign_public_ip = false
  }

  service_registries {
    registry_arn = aws_service_discovery_service.redis[0].arn
  }

  depends_on = [
    aws_efs_file_system_policy.redis,
    aws_efs_mount_target.redis,
    aws_iam_role_policy.redis,
    aws_vpc_security_group_egress_rule.redis_to_efs,
    aws_vpc_security_group_ingress_rule.efs_from_redis,
    terraform_data.tasks_can_start,
  ]
}

# ---------------------------------------------------------------------------------------------------------------------
# ElastiCache
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_elasticache_subnet_group" "this" {
  count = var.redis_on_elasticache ? 1 : 0

  name       = "${var.name}-redis"
  subnet_ids = local.private_subnet_ids
}

# The default group's policy is volatile-lru; the program refuses to start on anything but noeviction.
resource "aws_elasticache_parameter_group" "this" {
  count = var.redis_on_elasticache ? 1 : 0

  name        = "${var.name}-redis"
  family      = "valkey8"
  description = "A queue: never evict"

  parameter {
    name  = "maxmemory-policy"
    value = "noeviction"
  }
}

resource "aws_elasticache_replication_group" "this" {
  count = var.redis_on_elasticache ? 1 : 0

  replication_group_id = "${var.name}-redis"
  description          = "Queue of the S3 migration"
  engine               = "valkey"
  engine_version       = "8.0"
  node_type            = var.elasticache_node_type
  port                 = local.redis_port
  parameter_group_name = aws_elasticache_parameter_group.this[0].name
  subnet_group_name    = aws_elasticache_subnet_group.this[0].name
  security_group_ids   = [aws_security_group.redis.id]

  num_cache_clusters         = var.elasticache_node_count
  automatic_failover_enabled = var.elasticache_node_count > 1
  multi_az_enabled           = var.elasticache_node_count > 1

  at_rest_encryption_enabled = true
  kms_key_id                 = var.kms_key_arn
  transit_encryption_enabled = true
  transit_encryption_mode    = "required"

  auth_token_wo              = var.redis_auth_enabled ? var.REDIS_PASSWORD : null
  auth_token_wo_version      = var.redis_auth_enabled ? var.redis_password_version : null
  auth_token_update_strategy = var.redis_auth_enabled ? var.redis_password_strategy : null

  # The jobs can be queued again from the ledger: there is nothing to back up, and destroy leaves no snapshot behind.
  snapshot_retention_limit = 0
  apply_immediately        = true

  lifecycle {
    precondition {
      condition     = local.create_vpc || var.elasticache_node_count == 1 || length(local.given_zones) > 1
      error_message = "All private_subnet_ids are in one availability zone, and Valkey's replica takes another: give a subnet of a second zone, or set elasticache_node_count = 1."
    }
  }
}
