# The three services and what their containers are told.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "services_have_the_names_of_the_older_deployment" {
  command = apply

  assert {
    condition     = aws_ecs_service.producer.name == "s3Mig_producer_service" && output.producer_service_name == "s3Mig_producer_service"
    error_message = "The producer's service must be named s3Mig_producer_service."
  }

  assert {
    condition     = aws_ecs_service.consumer.name == "s3Mig_consumer_service" && output.consumer_service_name == "s3Mig_consumer_service"
    error_message = "The consumers' service must be named s3Mig_consumer_service."
  }

  assert {
    condition     = { for role, repository in aws_ecr_repository.this : role => repository.name } == { producer = "s3jobproducer", consumer = "s3jobconsumer", redis = "s3mig-redis" }
    error_message = "There must be the two named repositories, and one to mirror Redis in."
  }

  assert {
    condition     = strcontains(output.commands.start, "--service s3Mig_producer_service --desired-count 1") && strcontains(output.commands.start, "--service s3Mig_consumer_service --desired-count 1")
    error_message = "By default one producer and one consumer start."
  }
}

run "container_definitions_have_legal_keys_only" {
  command = plan

  # ECS drops a key that it does not know without a word.
  assert {
    condition = alltrue([
      for definitions in [aws_ecs_task_definition.producer.container_definitions, aws_ecs_task_definition.consumer.container_definitions, aws_ecs_task_definition.redis[0].container_definitions] :
      length(jsondecode(definitions)) == 1 && length(setsubtract(keys(jsondecode(definitions)[0]), [
        "command", "environment", "essential", "healthCheck", "image", "linuxParameters", "logConfiguration", "memory", "mountPoints", "name",
        "portMappings", "readonlyRootFilesystem", "secrets", "stopTimeout", "user",
      ])) == 0
    ])
    error_message = "A container definition has a key that ECS does not know."
  }

  assert {
    condition = alltrue([
      for definitions in [aws_ecs_task_definition.producer.container_definitions, aws_ecs_task_definition.consumer.container_definitions, aws_ecs_task_definition.redis[0].container_definitions] :
      toset(keys(jsondecode(definitions)[0].healthCheck)) == toset(["command", "interval", "retries", "startPeriod", "timeout"])
      && toset(keys(jsondecode(definitions)[0].mountPoints[0])) == toset(["containerPath", "readOnly", "sourceVolume"])
      && jsondecode(definitions)[0].logConfiguration.logDriver == "awslogs"
    ])
    error_message = "A health check, a mount point or a log configuration has a key that ECS does not know."
  }
}

# Without one of its own a container sees the memory of its host, and a JVM, of which it is.
run "containers_have_the_memory_of_their_task" {
  command = plan

  variables {
    producer_size = { cpu = 1024, memory = 3072 }
    redis_size    = { cpu = 256, memory = 2048 }
  }

  assert {
    condition = alltrue([
      for definition in [aws_ecs_task_definition.producer, aws_ecs_task_definition.consumer, aws_ecs_task_definition.redis[0]] :
      tostring(jsondecode(definition.container_definitions)[0].memory) == definition.memory
    ])
    error_message = "The limit of a container is that of its task: it is the only one."
  }

  assert {
    condition     = [for definition in [aws_ecs_task_definition.producer, aws_ecs_task_definition.consumer, aws_ecs_task_definition.redis[0]] : definition.memory] == ["3072", "2048", "2048"]
    error_message = "The sizes are the variables'."
  }
}

run "password_reaches_the_container_as_a_secret_only" {
  command = plan

  assert {
    condition = alltrue([
      for definitions in [aws_ecs_task_definition.producer.container_definitions, aws_ecs_task_definition.consumer.container_definitions] :
      jsondecode(definitions)[0].secrets == [{ name = "DB_PASSWORD", valueFrom = aws_secretsmanager_secret.db_password.arn }]
    ])
    error_message = "DB_PASSWORD must come from Secrets Manager."
  }

  assert {
    condition = alltrue([
      for definitions in [aws_ecs_task_definition.producer.container_definitions, aws_ecs_task_definition.consumer.container_definitions, aws_ecs_task_definition.redis[0].container_definitions] :
      !strcontains(definitions, "not-a-real-password") && !anytrue([
        for entry in try(jsondecode(definitions)[0].environment, []) : can(regex("PASSWORD", entry.name))
      ])
    ])
    error_message = "No password may stand in a container definition."
  }

  # Written through the write-only argument: the state has nothing to show.
  assert {
    condition     = aws_secretsmanager_secret_version.db_password.secret_string == null && aws_secretsmanager_secret_version.db_password.secret_string_wo == null && aws_secretsmanager_secret_version.db_password.secret_string_wo_version == 1
    error_message = "The password must not be kept in the state."
  }

  assert {
    condition     = aws_secretsmanager_secret.db_password.recovery_window_in_days == 0
    error_message = "A destroyed secret must free its name at once."
  }
}

run "containers_are_locked_down" {
  command = plan

  assert {
    condition = alltrue([
      for container in [jsondecode(aws_ecs_task_definition.producer.container_definitions)[0], jsondecode(aws_ecs_task_definition.consumer.container_definitions)[0], jsondecode(aws_ecs_task_definition.redis[0].container_definitions)[0]] :
      container.readonlyRootFilesystem && !startswith(container.user, "0") && !startswith(container.user, "root") && container.linuxParameters.capabilities.drop == ["ALL"]
    ])
    error_message = "Every container has a read-only root file system, no capabilities and a user that is not root."
  }

  assert {
    condition = alltrue([
      for container in [jsondecode(aws_ecs_task_definition.producer.container_definitions)[0], jsondecode(aws_ecs_task_definition.consumer.container_definitions)[0]] :
      container.mountPoints == [{ sourceVolume = "tmp", containerPath = "/tmp", readOnly = false }]
    ])
    error_message = "The program can write to /tmp and nowhere else."
  }

  assert {
    condition     = one(aws_ecs_task_definition.producer.volume).name == "tmp" && one(aws_ecs_task_definition.consumer.volume).name == "tmp" && length(one(aws_ecs_task_definition.consumer.volume).efs_volume_configuration) == 0
    error_message = "/tmp is an empty volume that goes with the task."
  }

  assert {
    condition     = !aws_ecs_service.producer.enable_execute_command && !aws_ecs_service.consumer.enable_execute_command
    error_message = "There is no shell in the containers."
  }
}

run "tasks_stop_gracefully_and_tell_their_health" {
  command = plan

  assert {
    condition = alltrue([
      for container in [jsondecode(aws_ecs_task_definition.producer.container_definitions)[0], jsondecode(aws_ecs_task_definition.consumer.container_definitions)[0]] :
      container.stopTimeout > 30 && container.stopTimeout <= 120 && container.healthCheck.command == ["CMD", "/app/healthcheck"]
    ])
    error_message = "The program needs more than 30 seconds to drain, Fargate gives at most 120; its health check is /app/healthcheck."
  }
}

run "redis_never_runs_twice" {
  command = plan

  assert {
    condition     = aws_ecs_service.redis[0].name == "s3Mig_redis_service" && aws_ecs_service.redis[0].desired_count == 1
    error_message = "Redis is one task in a service of its own, not a container beside the producer."
  }

  assert {
    condition     = aws_ecs_service.redis[0].deployment_minimum_healthy_percent == 0 && aws_ecs_service.redis[0].deployment_maximum_percent == 100 && aws_ecs_service.redis[0].availability_zone_rebalancing == "DISABLED"
    error_message = "Neither a deployment nor a rebalancing may start a second Redis on the same append-only file."
  }

  assert {
    condition     = alltrue([for provider in aws_ecs_service.redis[0].capacity_provider_strategy : provider.capacity_provider == "FARGATE"])
    error_message = "Redis must not run on Spot."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.redis[0].container_definitions)[0].command == ["sh", "-c", "exec redis-server --dir /data --appendonly yes --appendfsync everysec --save '' --maxmemory 614mb --maxmemory-policy noeviction"]
    error_message = "Redis keeps an append-only file, has its memory bounded and never evicts."
  }

  assert {
    condition     = aws_ecs_service.redis[0].wait_for_steady_state
    error_message = "The other services are created once Redis answers."
  }

  assert {
    condition     = one(aws_service_discovery_service.redis[0].dns_config).dns_records[0].type == "A" && "${aws_service_discovery_service.redis[0].name}.${aws_service_discovery_private_dns_namespace.this[0].name}" == "redis.s3mig.internal"
    error_message = "The program finds Redis by its Cloud Map name."
  }
}

run "program_gets_every_setting_it_reads" {
  command = apply

  variables {
    database_port       = 3307
    CONSUMER_TASK_COUNT = 3
    extra_environment   = { DATABASE_SSL_CA = "system" }
  }

  assert {
    condition = {
      for entry in jsondecode(aws_ecs_task_definition.producer.container_definitions)[0].environment : entry.name => entry.value
      } == {
      AWS_REGION                  = "us-east-1"
      CLUSTER_NAME                = "s3mig"
      CONSUMER_SERVICE_NAME       = "s3Mig_consumer_service"
      CONSUMER_TASK_COUNT         = "3"
      DATABASE_HOST               = "db.example.internal"
      DATABASE_NAME               = "ImageDataDatabase"
      DATABASE_PORT               = "3307"
      DATABASE_SSL_CA             = "system"
      DATABASE_TABLE_TO_UPDATE    = "ImageDataTable"
      DB_USER                     = "migration"
      LEGACY_S3_OBJECT_PREFIX     = "image"
      LOG_FORMAT                  = "json"
      MIGRATION_TABLES            = ""
      PRODUCER_SERVICE_NAME       = "s3Mig_producer_service"
      REDIS_HOST                  = "redis.s3mig.internal"
      REDIS_PORT                  = "6379"
      REDIS_TLS                   = "false"
      REPORT_URI                  = "s3://newproductionbucket/s3-migration-reports/"
      SOURCE_S3_BUCKET            = "legacybucket"
      STATUS_HOST                 = "127.0.0.1"
      TABLE_COLUMN_NAME_TO_UPDATE = "ImagePath"
      TARGET_OBJECT_PREFIX        = "avatar/"
      TARGET_S3_BUCKET            = "newproductionbucket"
      TEMP_TABLE_FOR_UPDATE       = "s3_migration_ledger"
    }
    error_message = "The producer's environment is not what the program reads."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.consumer.container_definitions)[0].environment == jsondecode(aws_ecs_task_definition.producer.container_definitions)[0].environment
    error_message = "Producer and consumers must have the same settings."
  }

  # The check of extra_environment works from a list of names: it must be that of the environment and the secrets.
  assert {
    condition     = toset(local.managed_environment_names) == setunion(keys(local.managed_environment), ["DB_PASSWORD", "REDIS_PASSWORD"])
    error_message = "managed_environment_names must list managed_environment and the two passwords."
  }
}

run "one_image_two_commands" {
  command = apply

  variables {
    image_tag = "1.0.1"
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.producer.container_definitions)[0].command == ["producer"] && jsondecode(aws_ecs_task_definition.consumer.container_definitions)[0].command == ["consumer"]
    error_message = "The role is the image's sub-command."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.producer.container_definitions)[0].image == "${aws_ecr_repository.this["producer"].repository_url}@sha256:${join("", [for i in range(64) : "2"])}" && jsondecode(aws_ecs_task_definition.consumer.container_definitions)[0].image == "${aws_ecr_repository.this["consumer"].repository_url}@sha256:${join("", [for i in range(64) : "2"])}"
    error_message = "Each role runs the image that has the tag in its own repository, by digest."
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.redis[0].container_definitions)[0].image == "${aws_ecr_repository.this["redis"].repository_url}@sha256:${join("", [for i in range(64) : "7"])}"
    error_message = "So does Redis."
  }
}

run "redis_image_can_be_given" {
  command = apply

  variables {
    redis_image = "public.ecr.aws/docker/library/redis@sha256:7777777777777777777777777777777777777777777777777777777777777777"
  }

  assert {
    condition     = jsondecode(aws_ecs_task_definition.redis[0].container_definitions)[0].image == var.redis_image && !contains(keys(aws_ecr_repository.this), "redis")
    error_message = "A given Redis image is run as it is, and needs no mirror."
  }
}

# Where the repositories are new, this is known once they are there, and before anything that needs the image.
run "image_that_is_not_pushed" {
  command   = apply
  state_key = "not_pushed"

  variables {
    image_tag       = "9.9.9"
    redis_image_tag = "9.9"
  }

  expect_failures = [aws_ecs_task_definition.producer, aws_ecs_task_definition.consumer, aws_ecs_task_definition.redis]
}

run "account_that_has_not_used_ecs" {
  command = plan

  override_data {
    target = data.aws_iam_roles.ecs
    values = { names = [] }
  }

  expect_failures = [aws_ecs_cluster_capacity_providers.this]
}

run "several_columns" {
  variables {
    DATABASE_TABLE_TO_UPDATE    = ""
    TABLE_COLUMN_NAME_TO_UPDATE = ""
    MIGRATION_TABLES            = "ImageDataTable.ImagePath, Users.Avatar"
  }

  assert {
    condition = contains(
      jsondecode(aws_ecs_task_definition.consumer.container_definitions)[0].environment,
      { name = "MIGRATION_TABLES", value = "ImageDataTable.ImagePath, Users.Avatar" }
    )
    error_message = "The program is not told of the columns."
  }
}
