# What can be chosen besides the defaults.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "operator_commands_run_once_with_the_producers_settings" {
  command = apply

  assert {
    condition = jsonencode(output.ecs_run) == jsonencode({
      region          = "us-east-1"
      cluster         = "s3mig"
      task_definition = "s3mig-producer"
      container       = jsondecode(aws_ecs_task_definition.producer.container_definitions)[0].name
      subnets         = aws_subnet.private[*].id
      security_groups = [aws_security_group.app.id]
      log_group       = "/ecs/s3mig/producer"
      log_prefix      = jsondecode(aws_ecs_task_definition.producer.container_definitions)[0].logConfiguration.options.awslogs-stream-prefix
    })
    error_message = "Every operator's command is a task of the producer's definition, in the producer's network and log."
  }
}

run "consumers_are_on_demand_by_default" {
  command = plan

  assert {
    condition     = one(aws_ecs_service.consumer.capacity_provider_strategy).capacity_provider == "FARGATE" && one(aws_ecs_service.consumer.capacity_provider_strategy).weight > 0
    error_message = "Without the option the consumers run on demand."
  }
}

run "consumers_on_spot" {
  command = apply

  variables {
    consumer_on_spot = true
  }

  assert {
    condition     = { for strategy in aws_ecs_service.consumer.capacity_provider_strategy : strategy.capacity_provider => [coalesce(strategy.base, 0), strategy.weight] } == { FARGATE = [1, 1], FARGATE_SPOT = [0, 9] }
    error_message = "The consumers run on Spot, but for one, which goes on when Spot has no capacity."
  }

  assert {
    condition     = one(aws_ecs_service.producer.capacity_provider_strategy).capacity_provider == "FARGATE" && one(aws_ecs_service.redis[0].capacity_provider_strategy).capacity_provider == "FARGATE"
    error_message = "Producer and Redis must not."
  }

  assert {
    condition     = contains(aws_ecs_cluster_capacity_providers.this.capacity_providers, "FARGATE_SPOT") && aws_ecs_service.consumer.force_new_deployment
    error_message = "The cluster must have Spot, and going there must not replace the service."
  }
}

run "queue_on_elasticache" {
  command = apply

  variables {
    redis_on_elasticache = true
  }

  assert {
    condition     = length(aws_ecs_service.redis) + length(aws_ecs_task_definition.redis) + length(aws_efs_file_system.redis) + length(aws_efs_mount_target.redis) + length(aws_service_discovery_service.redis) + length(aws_iam_role.redis) == 0 && !contains(keys(aws_ecr_repository.this), "redis")
    error_message = "Nothing of the container remains."
  }

  assert {
    condition     = [for parameter in aws_elasticache_parameter_group.this[0].parameter : "${parameter.name}=${parameter.value}"] == ["maxmemory-policy=noeviction"] && aws_elasticache_replication_group.this[0].parameter_group_name == aws_elasticache_parameter_group.this[0].name
    error_message = "The program refuses a queue that evicts."
  }

  assert {
    condition     = aws_elasticache_replication_group.this[0].engine == "valkey" && aws_elasticache_replication_group.this[0].transit_encryption_enabled && aws_elasticache_replication_group.this[0].transit_encryption_mode == "required" && tobool(aws_elasticache_replication_group.this[0].at_rest_encryption_enabled)
    error_message = "Valkey is encrypted at rest and in transit."
  }

  assert {
    condition     = aws_elasticache_replication_group.this[0].num_cache_clusters == 2 && aws_elasticache_replication_group.this[0].automatic_failover_enabled && aws_elasticache_replication_group.this[0].multi_az_enabled
    error_message = "A replica in another zone takes over."
  }

  assert {
    condition = alltrue([
      for entry in jsondecode(aws_ecs_task_definition.consumer.container_definitions)[0].environment :
      entry.value == { REDIS_HOST = aws_elasticache_replication_group.this[0].primary_endpoint_address, REDIS_TLS = "true" }[entry.name]
      if contains(["REDIS_HOST", "REDIS_TLS"], entry.name)
    ])
    error_message = "The program must be sent to Valkey, with TLS."
  }

  assert {
    condition     = aws_elasticache_replication_group.this[0].security_group_ids == toset([aws_security_group.redis.id]) && aws_cloudwatch_metric_alarm.queue_memory.namespace == "AWS/ElastiCache"
    error_message = "Valkey stands behind the queue's security group, and its memory is watched."
  }
}

# Two passwords are good at a time, until the last task has the new one.
run "elasticache_password_is_rotated_without_a_stop" {
  command = apply

  variables {
    redis_auth_enabled     = true
    redis_on_elasticache   = true
    redis_password_version = 2
  }

  assert {
    condition     = aws_elasticache_replication_group.this[0].auth_token_update_strategy == "ROTATE" && aws_elasticache_replication_group.this[0].auth_token_wo_version == 2 && aws_secretsmanager_secret_version.redis_password[0].secret_string_wo_version == 2
    error_message = "The old password stays good while tasks that have it run."
  }
}

run "elasticache_password_before_is_revoked" {
  command = apply

  variables {
    redis_auth_enabled      = true
    redis_on_elasticache    = true
    redis_password_version  = 3
    redis_password_strategy = "SET"
  }

  assert {
    condition     = aws_elasticache_replication_group.this[0].auth_token_update_strategy == "SET" && aws_elasticache_replication_group.this[0].auth_token_wo_version == 3
    error_message = "In the end one password is good."
  }
}

run "elasticache_without_a_password_has_no_strategy" {
  command = apply

  variables {
    redis_on_elasticache = true
  }

  assert {
    condition     = aws_elasticache_replication_group.this[0].auth_token_update_strategy == null
    error_message = "The provider refuses a strategy without a password."
  }
}

run "queue_on_one_elasticache_node" {
  command = apply

  variables {
    redis_on_elasticache   = true
    elasticache_node_count = 1
  }

  assert {
    condition     = !aws_elasticache_replication_group.this[0].automatic_failover_enabled && !aws_elasticache_replication_group.this[0].multi_az_enabled
    error_message = "One node has nothing to fail over to."
  }
}

run "queue_with_a_password" {
  command = apply

  variables {
    redis_auth_enabled = true
  }

  assert {
    condition     = contains([for secret in jsondecode(aws_ecs_task_definition.consumer.container_definitions)[0].secrets : secret.name], "REDIS_PASSWORD") && jsondecode(aws_ecs_task_definition.redis[0].container_definitions)[0].secrets == [{ name = "REDIS_PASSWORD", valueFrom = aws_secretsmanager_secret.redis_password[0].arn }]
    error_message = "Program and Redis get the queue's password from Secrets Manager."
  }

  assert {
    condition     = endswith(jsondecode(aws_ecs_task_definition.redis[0].container_definitions)[0].command[2], "--requirepass \"$REDIS_PASSWORD\"") && !strcontains(aws_ecs_task_definition.redis[0].container_definitions, "not-a-real-password")
    error_message = "Redis must require the password, which must not stand in its definition."
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.execution["redis"].statement : statement.resources if statement.sid == "ReadPasswords"] == [toset([aws_secretsmanager_secret.redis_password[0].arn])]
    error_message = "Redis's execution role reads the queue's password and no other."
  }
}

run "elasticache_with_a_password" {
  command = apply

  variables {
    redis_auth_enabled   = true
    redis_on_elasticache = true
  }

  assert {
    condition     = aws_elasticache_replication_group.this[0].auth_token == null && aws_elasticache_replication_group.this[0].auth_token_wo_version == 1
    error_message = "The password must reach Valkey by the write-only argument."
  }
}

run "sizes_and_architecture" {
  command = apply

  variables {
    consumer_size    = { cpu = 2048, memory = 4096 }
    producer_size    = { cpu = 512 }
    cpu_architecture = "ARM64"
  }

  assert {
    condition     = length(aws_ecs_task_definition.producer.ephemeral_storage) == 0 && jsondecode(aws_ecs_task_definition.consumer.container_definitions)[0].memory == 4096
    error_message = "Every task has 20 GiB of disk, and the limit of a container follows the size."
  }

  assert {
    condition     = aws_ecs_task_definition.consumer.cpu == "2048" && aws_ecs_task_definition.consumer.memory == "4096" && aws_ecs_task_definition.producer.cpu == "512" && aws_ecs_task_definition.producer.memory == "2048"
    error_message = "Each role has its own size."
  }

  assert {
    condition     = alltrue([for definition in [aws_ecs_task_definition.producer, aws_ecs_task_definition.consumer, aws_ecs_task_definition.redis[0]] : one(definition.runtime_platform).cpu_architecture == "ARM64"])
    error_message = "All tasks run on the chosen architecture."
  }
}

run "more_disk_for_verify" {
  command = plan

  variables {
    producer_disk_gib = 100
  }

  assert {
    condition     = one(aws_ecs_task_definition.producer.ephemeral_storage).size_in_gib == 100 && length(aws_ecs_task_definition.consumer.ephemeral_storage) == 0
    error_message = "The producer's tasks, which the commands are, get the disk."
  }
}

run "consumers_of_any_number" {
  command = plan

  variables {
    CONSUMER_TASK_COUNT = 12
  }

  assert {
    condition     = aws_appautoscaling_target.consumer.max_capacity == 12
    error_message = "Without a maximum of its own, that follows the number to start with."
  }
}

# Under another name, beside the first: everything that has one of its own in the account is another, and the images are the first one's.
run "second_deployment_in_the_same_account" {
  command = apply

  variables {
    name        = "second"
    app_image   = "123456789012.dkr.ecr.us-east-1.amazonaws.com/s3jobproducer@sha256:1111111111111111111111111111111111111111111111111111111111111111"
    redis_image = "123456789012.dkr.ecr.us-east-1.amazonaws.com/s3mig-redis@sha256:7777777777777777777777777777777777777777777777777777777777777777"
  }

  assert {
    condition     = length(aws_ecr_repository.this) == 0 && output.images == { producer = var.app_image, consumer = var.app_image, redis = var.redis_image }
    error_message = "The images of the first deployment run, and no repository is created again."
  }

  assert {
    condition     = one([for statement in data.aws_iam_policy_document.execution["app"].statement : statement.resources if statement.sid == "PullImage"]) == toset(["arn:aws:ecr:us-east-1:123456789012:repository/s3jobproducer"]) && one([for statement in data.aws_iam_policy_document.execution["redis"].statement : statement.resources if statement.sid == "PullImage"]) == toset(["arn:aws:ecr:us-east-1:123456789012:repository/s3mig-redis"])
    error_message = "ECS may pull them."
  }
}

run "second_deployment_with_images_of_its_own" {
  command = apply

  variables {
    name                                = "second"
    ECR_S3_JOB_PRODUCER_REPOSITORY_NAME = "second/producer"
    ECR_S3_JOB_CONSUMER_REPOSITORY_NAME = "second/consumer"
  }

  assert {
    condition     = alltrue([for repository in aws_ecr_repository.this : startswith(repository.name, "second")])
    error_message = "The repository of Redis has the name of its deployment."
  }
}
