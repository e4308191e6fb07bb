# The cluster, and the two services that the program itself sets to zero when the migration is done.

locals {
  producer_family = "${var.name}-producer"
  consumer_family = "${var.name}-consumer"

  # What the program reads. The password is not here: it comes through `secrets`.
  managed_environment = {
    AWS_REGION                  = var.AWS_REGION
    CLUSTER_NAME                = var.name
    CONSUMER_SERVICE_NAME       = local.consumer_service_name
    CONSUMER_TASK_COUNT         = tostring(var.CONSUMER_TASK_COUNT)
    DATABASE_HOST               = var.DATABASE_HOST
    DATABASE_NAME               = var.DATABASE_NAME
    DATABASE_PORT               = tostring(var.database_port)
    DATABASE_TABLE_TO_UPDATE    = var.DATABASE_TABLE_TO_UPDATE
    DB_USER                     = var.DB_USER
    LEGACY_S3_OBJECT_PREFIX     = var.LEGACY_S3_OBJECT_PREFIX
    LOG_FORMAT                  = "json"
    MIGRATION_TABLES            = var.MIGRATION_TABLES
    PRODUCER_SERVICE_NAME       = local.producer_service_name
    REDIS_HOST                  = local.redis_host
    REDIS_PORT                  = tostring(local.redis_port)
    REDIS_TLS                   = tostring(var.redis_on_elasticache)
    REPORT_URI                  = "s3://${var.TARGET_S3_BUCKET}/${var.report_prefix}/"
    SOURCE_S3_BUCKET            = var.SOURCE_S3_BUCKET
    STATUS_HOST                 = length(var.status_page_security_group_ids) == 0 ? "127.0.0.1" : "0.0.0.0"
    TABLE_COLUMN_NAME_TO_UPDATE = var.TABLE_COLUMN_NAME_TO_UPDATE
    TARGET_OBJECT_PREFIX        = var.TARGET_OBJECT_PREFIX
    TARGET_S3_BUCKET            = var.TARGET_S3_BUCKET
    TEMP_TABLE_FOR_UPDATE       = var.TEMP_TABLE_FOR_UPDATE
  }

  # A list of its own: the check of extra_environment must not depend on values that are known only after the apply.
  managed_environment_names = [
    "AWS_REGION", "CLUSTER_NAME", "CONSUMER_SERVICE_NAME", "CONSUMER_TASK_COUNT", "DATABASE_HOST", "DATABASE_NAME",
    "DATABASE_PORT", "DATABASE_TABLE_TO_UPDATE", "DB_PASSWORD", "DB_USER", "LEGACY_S3_OBJECT_PREFIX", "LOG_FORMAT",
    "MIGRATION_TABLES", "PRODUCER_SERVICE_NAME", "REDIS_HOST", "REDIS_PASSWORD", "REDIS_PORT", "REDIS_TLS", "REPORT_URI", "SOURCE_S3_BUCKET",
    "STATUS_HOST", "TABLE_COLUMN_NAME_TO_UPDATE", "TARGET_OBJECT_PREFIX", "TARGET_S3_BUCKET", "TEMP_TABLE_FOR_UPDATE",
  ]

  # Of the status page, which only the producer has.
  status_port = 8080

  # One image, two roles: the two containers differ in name, image repository, size and command only.
  app_container = {
    for role in ["producer", "consumer"] : role => {
      name                   = role
      image                  = local.images[role]
      command                = [role]
      essential              = true
      memory                 = { producer = var.producer_size, consumer = var.consumer_size }[role].memory # the heap is a share of it
      user                   = var.app_user
      readonlyRootFilesystem = true
      stopTimeout            = var.stop_timeout_seconds
      linuxParameters        = { capabilities = { drop = ["ALL"] } }
      mountPoints            = [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }]

      environment = [
        for name, value in merge(var.extra_environment, local.managed_environment) : { name = name, value = value }
      ]

      secrets = concat(
        [{ name = "DB_PASSWORD", valueFrom = aws_secretsmanager_secret.db_password.arn }],
        [for arn in aws_secretsmanager_secret.redis_password[*].arn : { name = "REDIS_PASSWORD", valueFrom = arn }],
        [for name, arn in var.extra_secrets : { name = name, valueFrom = arn }],
      )

      # Asks the program's own health endpoint, on the management port inside the task.
      healthCheck = {
        command     = ["CMD", "/app/healthcheck"]
        interval    = 30
        timeout     = 5
        retries     = 3
        startPeriod = var.health_check_grace_seconds
      }

      # Copying never waits for the log: when CloudWatch is slow, lines are dropped once the buffer is full.
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          awslogs-group         = aws_cloudwatch_log_group.this[role].name
          awslogs-region        = var.AWS_REGION
          awslogs-stream-prefix = role
          mode                  = "non-blocking"
          max-buffer-size       = "25m"
        }
      }
    }
  }
}

resource "aws_ecs_cluster" "this" {
  name = var.name

  # The alarms compare the running with the desired number of tasks, which only Container Insights publishes.
  setting {
    name  = "containerInsights"
    value = "enabled"
  }

  # Which ECS would create itself, and nobody delete.
  depends_on = [aws_cloudwatch_log_group.container_insights]
}

# The first cluster of an account makes ECS create this role, in its own time: what follows at once may come too early for it.
data "aws_iam_roles" "ecs" {
  name_regex  = "^AWSServiceRoleForECS$"
  path_prefix = "/aws-service-role/ecs.amazonaws.com/"
}

resource "aws_ecs_cluster_capacity_providers" "this" {
  cluster_name       = aws_ecs_cluster.this.name
  capacity_providers = ["FARGATE", "FARGATE_SPOT"]

  lifecycle {
    precondition {
      condition     = length(data.aws_iam_roles.ecs.names) > 0
      error_message = "This account has not used ECS yet. Create its role, once for the account: aws iam create-service-linked-role --aws-service-name ecs.amazonaws.com"
    }
  }
}

# What every task needs in order to start and to stop in good order, in one place for the three services to depend on.
resource "terraform_data" "tasks_can_start" {
  depends_on = [
    aws_ecs_cluster_capacity_providers.this,
    aws_iam_role_policy.execution,
    aws_route.nat,
    aws_route_table_association.private,
    aws_secretsmanager_secret_version.redis_password,
    aws_vpc_endpoint.interface,
    aws_vpc_endpoint.s3,
    aws_vpc_security_group_egress_rule.app_to_database_address,
    aws_vpc_security_group_egress_rule.app_to_database_group,
    aws_vpc_security_group_egress_rule.app_to_redis,
    aws_vpc_security_group_egress_rule.https_to_anywhere,
    aws_vpc_security_group_egress_rule.https_to_endpoints,
    aws_vpc_security_group_egress_rule.https_to_s3,
    aws_vpc_security_group_ingress_rule.database_from_app,
    aws_vpc_security_group_ingress_rule.endpoints_from_given_vpc,
    aws_vpc_security_group_ingress_rule.endpoints_from_tasks,
    aws_vpc_security_group_ingress_rule.redis_from_app,
  ]
}

# ---------------------------------------------------------------------------------------------------------------------
# Producer
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_ecs_task_definition" "producer" {
  family                   = local.producer_family
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.producer_size.cpu
  memory                   = var.producer_size.memory
  execution_role_arn       = aws_iam_role.execution["app"].arn
  task_role_arn            = aws_iam_role.producer.arn
  container_definitions    = jsonencode([local.app_container["producer"]])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }

  # Empty, gone with the task: the only place that can be written to.
  volume {
    name = "tmp"
  }

  # Of 20 GiB or less there is nothing to say: every task has them.
  dynamic "ephemeral_storage" {
    for_each = var.producer_disk_gib > 20 ? [var.producer_disk_gib] : []

    content {
      size_in_gib = ephemeral_storage.value
    }
  }

  lifecycle {
    precondition {
      condition     = local.images_pushed["producer"]
      error_message = "${var.ECR_S3_JOB_PRODUCER_REPOSITORY_NAME} has no image with the tag ${var.image_tag}: push it (docs/deploy-ecs.md, step 2), then apply again."
    }
  }
}

resource "aws_ecs_service" "producer" {
  name                   = local.producer_service_name
  cluster                = aws_ecs_cluster.this.id
  task_definition        = aws_ecs_task_definition.producer.arn
  desired_count          = local.start_on_create ? 1 : 0
  enable_execute_command = false
  propagate_tags         = "SERVICE"

  # One producer at a time. Two would do no harm, but would count everything twice.
  deployment_minimum_healthy_percent = 0
  deployment_maximum_percent         = 100
  availability_zone_rebalancing      = "DISABLED"

  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    weight            = 1
  }

  # A task that ends before it is healthy, as with a wrong setting, counts against its deployment, and three of them end it: so
  # `start` makes a new one. Never back to the settings before: those may name another bucket.
  deployment_circuit_breaker {
    enable   = true
    rollback = false
  }

  network_configuration {
    subnets          = local.private_subnet_ids
    security_groups  = [aws_security_group.app.id]
    assign_public_ip = false
  }

  # The program sets this to 0 when it is done; a later apply must not start the migration again.
  lifecycle {
    ignore_changes = [desired_count]
  }

  depends_on = [
    aws_ecs_service.redis,
    aws_iam_role_policy.producer,
    aws_secretsmanager_secret_version.db_password,
    terraform_data.tasks_can_start,
  ]
}

# ---------------------------------------------------------------------------------------------------------------------
# Consumers
# ---------------------------------------------------------------------------------------------------------------------

resource "aws_ecs_task_definition" "consumer" {
  family                   = local.consumer_family
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.consumer_size.cpu
  memory                   = var.consumer_size.memory
  execution_role_arn       = aws_iam_role.execution["app"].arn
  task_role_arn            = aws_iam_role.consumer.arn
  container_definitions    = jsonencode([local.app_container["consumer"]])

  runtime_platform {
    operating_system_family = "LINUX"
    cpu_architecture        = var.cpu_architecture
  }

  volume {
    name = "tmp"
  }

  lifecycle {
    precondition {
      condition     = local.images_pushed["consumer"]
      error_message = "${var.ECR_S3_JOB_CONSUMER_REPOSITORY_NAME} has no image with the tag ${var.image_tag}: push it (docs/deploy-ecs.md, step 2), then apply again."
    }
  }
}

resource "aws_ecs_service" "consumer" {
  name                   = local.consumer_service_name
  cluster                = aws_ecs_cluster.this.id
  task_definition        = aws_ecs_task_definition.consumer.arn
  desired_count          = local.start_on_create ? var.CONSUMER_TASK_COUNT : 0
  enable_execute_command = false
  propagate_tags         = "SERVICE"

  # Replaced within their number: more of them at once would only make S3 ask for fewer requests.
  deployment_minimum_healthy_percent = 0
  deployment_maximum_percent         = 100
  availability_zone_rebalancing      = "DISABLED"

  # Without this a change between FARGATE and FARGATE_SPOT would replace the service, and start a finished migration again.
  force_new_deployment = true

  # With Spot the first one is on demand all the same, and one in ten of the others: where there is no Spot capacity, the migration
  # goes on.
  capacity_provider_strategy {
    capacity_provider = "FARGATE"
    base              = var.consumer_on_spot ? 1 : 0
    weight            = 1
  }

  dynamic "capacity_provider_strategy" {
    for_each = var.consumer_on_spot ? ["FARGATE_SPOT"] : []

    content {
      capacity_provider = capacity_provider_strategy.value
      weight            = 9
    }
  }

  deployment_circuit_breaker {
    enable   = true
    rollback = false
  }

  network_configuration {
    subnets          = local.private_subnet_ids
    security_groups  = [aws_security_group.app.id]
    assign_public_ip = false
  }

  # Belongs to autoscaling while the migration runs and to the program when it is done.
  lifecycle {
    ignore_changes = [desired_count]
  }

  depends_on = [
    aws_ecs_service.redis,
    aws_iam_role_policy.consumer,
    aws_secretsmanager_secret_version.db_password,
    terraform_data.tasks_can_start,
  ]
}
