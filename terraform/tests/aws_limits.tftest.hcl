# What the APIs of AWS take for names and descriptions, which a plan does not check: they refuse them in the middle of an apply. With the
# longest name that there may be. A test in Java sees to it that no resource is left out.

mock_provider "aws" {
  source = "./tests/mocks"
}

variables {
  name                           = "a23456789-123456789b"
  status_page_security_group_ids = ["sg-0bastion"]
}

run "security_groups_of_a_created_vpc" {
  command = plan

  variables {
    DATABASE_HOST = "10.1.2.3"
  }

  assert {
    condition = alltrue([
      for description in concat(
        [aws_security_group.app.description, aws_security_group.redis.description],
        [aws_vpc_security_group_egress_rule.app_to_redis.description, aws_vpc_security_group_ingress_rule.redis_from_app.description],
        aws_security_group.efs[*].description,
        aws_security_group.endpoints[*].description,
        aws_vpc_security_group_egress_rule.app_to_database_group[*].description,
        aws_vpc_security_group_egress_rule.redis_to_efs[*].description,
        aws_vpc_security_group_ingress_rule.database_from_app[*].description,
        aws_vpc_security_group_ingress_rule.efs_from_redis[*].description,
        [for rule in aws_vpc_security_group_egress_rule.app_to_database_address : rule.description],
        [for rule in aws_vpc_security_group_egress_rule.https_to_anywhere : rule.description],
        [for rule in aws_vpc_security_group_egress_rule.https_to_endpoints : rule.description],
        [for rule in aws_vpc_security_group_egress_rule.https_to_s3 : rule.description],
        [for rule in aws_vpc_security_group_ingress_rule.endpoints_from_given_vpc : rule.description],
        [for rule in aws_vpc_security_group_ingress_rule.endpoints_from_tasks : rule.description],
        [for rule in aws_vpc_security_group_ingress_rule.status_page : rule.description],
        [aws_security_group.app.name, aws_security_group.redis.name],
        aws_security_group.efs[*].name,
        aws_security_group.endpoints[*].name,
      ) :
      can(regex("^[a-zA-Z0-9. _:/()#,@\\[\\]+=&;{}!$*-]{1,255}$", description)) && !startswith(description, "sg-")
    ])
    error_message = "EC2 refuses the name or the description of a security group, or the description of a rule."
  }
}

run "security_groups_with_a_nat_gateway" {
  command = plan

  variables {
    enable_nat_gateway = true
  }

  assert {
    condition = alltrue([
      for description in concat(
        [aws_security_group.app.description, aws_security_group.redis.description],
        [aws_vpc_security_group_egress_rule.app_to_redis.description, aws_vpc_security_group_ingress_rule.redis_from_app.description],
        aws_security_group.efs[*].description,
        aws_security_group.endpoints[*].description,
        aws_vpc_security_group_egress_rule.app_to_database_group[*].description,
        aws_vpc_security_group_egress_rule.redis_to_efs[*].description,
        aws_vpc_security_group_ingress_rule.database_from_app[*].description,
        aws_vpc_security_group_ingress_rule.efs_from_redis[*].description,
        [for rule in aws_vpc_security_group_egress_rule.app_to_database_address : rule.description],
        [for rule in aws_vpc_security_group_egress_rule.https_to_anywhere : rule.description],
        [for rule in aws_vpc_security_group_egress_rule.https_to_endpoints : rule.description],
        [for rule in aws_vpc_security_group_egress_rule.https_to_s3 : rule.description],
        [for rule in aws_vpc_security_group_ingress_rule.endpoints_from_given_vpc : rule.description],
        [for rule in aws_vpc_security_group_ingress_rule.endpoints_from_tasks : rule.description],
        [for rule in aws_vpc_security_group_ingress_rule.status_page : rule.description],
        [aws_security_group.app.name, aws_security_group.redis.name],
        aws_security_group.efs[*].name,
        aws_security_group.endpoints[*].name,
      ) :
      can(regex("^[a-zA-Z0-9. _:/()#,@\\[\\]+=&;{}!$*-]{1,255}$", description)) && !startswith(description, "sg-")
    ])
    error_message = "EC2 refuses the name or the description of a security group, or the description of a rule."
  }
}

run "security_groups_of_a_given_vpc" {
  command = plan

  variables {
    vpc_id                     = "vpc-given"
    private_subnet_ids         = ["subnet-a", "subnet-b"]
    database_security_group_id = "sg-0database"
  }

  assert {
    condition = alltrue([
      for description in concat(
        [aws_security_group.app.description, aws_security_group.redis.description],
        [aws_vpc_security_group_egress_rule.app_to_redis.description, aws_vpc_security_group_ingress_rule.redis_from_app.description],
        aws_security_group.efs[*].description,
        aws_security_group.endpoints[*].description,
        aws_vpc_security_group_egress_rule.app_to_database_group[*].description,
        aws_vpc_security_group_egress_rule.redis_to_efs[*].description,
        aws_vpc_security_group_ingress_rule.database_from_app[*].description,
        aws_vpc_security_group_ingress_rule.efs_from_redis[*].description,
        [for rule in aws_vpc_security_group_egress_rule.app_to_database_address : rule.description],
        [for rule in aws_vpc_security_group_egress_rule.https_to_anywhere : rule.description],
        [for rule in aws_vpc_security_group_egress_rule.https_to_endpoints : rule.description],
        [for rule in aws_vpc_security_group_egress_rule.https_to_s3 : rule.description],
        [for rule in aws_vpc_security_group_ingress_rule.endpoints_from_given_vpc : rule.description],
        [for rule in aws_vpc_security_group_ingress_rule.endpoints_from_tasks : rule.description],
        [for rule in aws_vpc_security_group_ingress_rule.status_page : rule.description],
        [aws_security_group.app.name, aws_security_group.redis.name],
        aws_security_group.efs[*].name,
        aws_security_group.endpoints[*].name,
      ) :
      can(regex("^[a-zA-Z0-9. _:/()#,@\\[\\]+=&;{}!$*-]{1,255}$", description)) && !startswith(description, "sg-")
    ])
    error_message = "EC2 refuses the name or the description of a security group, or the description of a rule."
  }
}

run "security_groups_of_a_given_vpc_with_endpoints" {
  command = plan

  variables {
    vpc_id                  = "vpc-given"
    private_subnet_ids      = ["subnet-a", "subnet-b"]
    private_route_table_ids = ["rtb-a"]
    create_vpc_endpoints    = true
  }

  assert {
    condition = alltrue([
      for description in concat(
        [aws_security_group.app.description, aws_security_group.redis.description],
        [aws_vpc_security_group_egress_rule.app_to_redis.description, aws_vpc_security_group_ingress_rule.redis_from_app.description],
        aws_security_group.efs[*].description,
        aws_security_group.endpoints[*].description,
        aws_vpc_security_group_egress_rule.app_to_database_group[*].description,
        aws_vpc_security_group_egress_rule.redis_to_efs[*].description,
        aws_vpc_security_group_ingress_rule.database_from_app[*].description,
        aws_vpc_security_group_ingress_rule.efs_from_redis[*].description,
        [for rule in aws_vpc_security_group_egress_rule.app_to_database_address : rule.description],
        [for rule in aws_vpc_security_group_egress_rule.https_to_anywhere : rule.description],
        [for rule in aws_vpc_security_group_egress_rule.https_to_endpoints : rule.description],
        [for rule in aws_vpc_security_group_egress_rule.https_to_s3 : rule.description],
        [for rule in aws_vpc_security_group_ingress_rule.endpoints_from_given_vpc : rule.description],
        [for rule in aws_vpc_security_group_ingress_rule.endpoints_from_tasks : rule.description],
        [for rule in aws_vpc_security_group_ingress_rule.status_page : rule.description],
        [aws_security_group.app.name, aws_security_group.redis.name],
        aws_security_group.efs[*].name,
        aws_security_group.endpoints[*].name,
      ) :
      can(regex("^[a-zA-Z0-9. _:/()#,@\\[\\]+=&;{}!$*-]{1,255}$", description)) && !startswith(description, "sg-")
    ])
    error_message = "EC2 refuses the name or the description of a security group, or the description of a rule."
  }
}

run "the_other_services" {
  command = plan

  variables {
    redis_auth_enabled = true
  }

  # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html, and of services and task definitions
  assert {
    condition = alltrue([
      for name in concat(
        [aws_ecs_cluster.this.name, aws_ecs_service.producer.name, aws_ecs_service.consumer.name],
        [aws_ecs_task_definition.producer.family, aws_ecs_task_definition.consumer.family],
        aws_ecs_service.redis[*].name,
        aws_ecs_task_definition.redis[*].family,
      ) :
      can(regex("^[a-zA-Z0-9_-]{1,255}$", name))
    ])
    error_message = "ECS refuses a name."
  }

  # https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html
  assert {
    condition = alltrue([
      for role in concat([aws_iam_role.producer, aws_iam_role.consumer], aws_iam_role.redis, values(aws_iam_role.execution)) :
      can(regex("^[\\w+=,.@-]{1,64}$", role.name)) && can(regex("^[\\t\\n\\r -~\\x{A1}-\\x{FF}]{0,1000}$", role.description))
    ])
    error_message = "IAM refuses the name or the description of a role."
  }

  assert {
    condition     = alltrue([for policy in concat([aws_iam_role_policy.producer, aws_iam_role_policy.consumer], aws_iam_role_policy.redis, values(aws_iam_role_policy.execution)) : can(regex("^[\\w+=,.@-]{1,128}$", policy.name))])
    error_message = "IAM refuses the name of a policy."
  }

  assert {
    condition = alltrue([
      for sid in flatten([
        for document in concat(
          [data.aws_iam_policy_document.assume, data.aws_iam_policy_document.producer, data.aws_iam_policy_document.consumer],
          [data.aws_iam_policy_document.s3_endpoint, data.aws_iam_policy_document.events],
          data.aws_iam_policy_document.redis, data.aws_iam_policy_document.efs, values(data.aws_iam_policy_document.execution),
        ) : document.statement[*].sid
      ]) :
      can(regex("^[A-Za-z0-9]+$", sid))
    ])
    error_message = "IAM refuses the id of a statement."
  }

  # https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
  assert {
    condition = alltrue([
      for group in concat(values(aws_cloudwatch_log_group.this), [aws_cloudwatch_log_group.container_insights, aws_cloudwatch_log_group.events]) :
      can(regex("^[.\\-_/#A-Za-z0-9]{1,512}$", group.name))
    ])
    error_message = "CloudWatch refuses the name of a log group."
  }

  assert {
    condition = alltrue([
      for filter in concat(values(aws_cloudwatch_log_metric_filter.progress), [aws_cloudwatch_log_metric_filter.complete]) :
      can(regex("^[^:*]{1,512}$", filter.name)) && can(regex("^[^:*$]{1,255}$", one(filter.metric_transformation).name)) && can(regex("^[^:*$]{1,255}$", one(filter.metric_transformation).namespace))
    ])
    error_message = "CloudWatch refuses the name of a metric filter, of its metric or of its namespace."
  }

  # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
  assert {
    condition = alltrue([
      for alarm in concat(
        [aws_cloudwatch_metric_alarm.no_progress, aws_cloudwatch_metric_alarm.exceptions, aws_cloudwatch_metric_alarm.dead_letters],
        [aws_cloudwatch_metric_alarm.slow_down, aws_cloudwatch_metric_alarm.queue_memory, aws_cloudwatch_metric_alarm.complete],
        [aws_cloudwatch_metric_alarm.backlog],
        values(aws_cloudwatch_metric_alarm.tasks_missing), values(aws_cloudwatch_metric_alarm.task_ends),
      ) :
      length(alarm.alarm_name) <= 255 && length(alarm.alarm_description) <= 1024 && alltrue([for query in alarm.metric_query : can(regex("^[a-z][a-zA-Z0-9_]*$", query.id))])
    ])
    error_message = "CloudWatch refuses the name or the description of an alarm, or the id of one of its metrics."
  }

  # https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
  assert {
    condition     = alltrue([for rule in aws_cloudwatch_event_rule.task_ends : can(regex("^[.\\-_A-Za-z0-9]{1,64}$", rule.name)) && length(rule.description) <= 512])
    error_message = "EventBridge refuses the name or the description of a rule."
  }

  # https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html
  assert {
    condition = alltrue([
      for secret in concat([aws_secretsmanager_secret.db_password], aws_secretsmanager_secret.redis_password) :
      can(regex("^[A-Za-z0-9/_+=.@-]{1,512}$", secret.name)) && !can(regex("-.{6}$", secret.name)) && length(secret.description) <= 2048
    ])
    error_message = "Secrets Manager refuses the name or the description of a secret."
  }

  # https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreateRepository.html
  assert {
    condition     = alltrue([for repository in aws_ecr_repository.this : can(regex("^(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*$", repository.name)) && length(repository.name) >= 2 && length(repository.name) <= 256])
    error_message = "ECR refuses the name of a repository."
  }

  # https://docs.aws.amazon.com/cloud-map/latest/api/API_CreatePrivateDnsNamespace.html
  assert {
    condition = (
      can(regex("^[!-~]{1,253}$", aws_service_discovery_private_dns_namespace.this[0].name)) && length(aws_service_discovery_private_dns_namespace.this[0].description) <= 1024
      && can(regex("^[a-zA-Z0-9_][a-zA-Z0-9_-]{0,61}[a-zA-Z0-9_]$", aws_service_discovery_service.redis[0].name)) && length(aws_service_discovery_service.redis[0].description) <= 1024
    )
    error_message = "Cloud Map refuses a name or a description."
  }

  # https://docs.aws.amazon.com/efs/latest/ug/API_CreateFileSystem.html, and of scaling policies
  assert {
    condition     = length(aws_efs_file_system.redis[0].creation_token) <= 64 && can(regex("^[ -~]{1,256}$", aws_appautoscaling_policy.consumer_scale_out.name))
    error_message = "EFS refuses the token of the file system, or autoscaling the name of the policy."
  }
}

run "elasticache" {
  command = plan

  variables {
    redis_on_elasticache = true
  }

  # https://docs.aws.amazon.com/AmazonElastiCache/latest/APIReference/API_CreateReplicationGroup.html
  assert {
    condition = alltrue([
      for name in [aws_elasticache_replication_group.this[0].replication_group_id, aws_elasticache_parameter_group.this[0].name, aws_elasticache_subnet_group.this[0].name] :
      can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", name)) && length(name) <= 40
    ])
    error_message = "ElastiCache refuses a name."
  }

  assert {
    condition     = length(aws_elasticache_replication_group.this[0].description) <= 255 && length(aws_elasticache_parameter_group.this[0].description) <= 255
    error_message = "ElastiCache refuses a description."
  }
}
