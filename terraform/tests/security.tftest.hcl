# Who may do what, and what is encrypted.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "producer_may_stop_exactly_the_two_services" {
  command = apply

  assert {
    condition = {
      for statement in data.aws_iam_policy_document.producer.statement : statement.sid => statement.resources
      if anytrue([for action in statement.actions : startswith(action, "ecs:")])
      } == {
      StopProducer = toset(["arn:aws:ecs:us-east-1:123456789012:service/s3mig/s3Mig_producer_service"])
      StopConsumer = toset(["arn:aws:ecs:us-east-1:123456789012:service/s3mig/s3Mig_consumer_service"])
    }
    error_message = "The scale-down is permitted on the two services and on nothing else."
  }

  assert {
    condition = alltrue([
      for statement in data.aws_iam_policy_document.producer.statement : statement.actions == toset(["ecs:DescribeServices", "ecs:UpdateService"])
      if startswith(statement.sid, "Stop")
    ])
    error_message = "The producer may describe and update the services: no registering, no running, no passing of roles."
  }

  assert {
    condition = alltrue([
      for statement in data.aws_iam_policy_document.producer.statement :
      { for condition in statement.condition : "${condition.test} ${condition.variable}" => join(",", condition.values) } == {
        "ArnEqualsIfExists ecs:cluster"                   = "arn:aws:ecs:us-east-1:123456789012:cluster/s3mig"
        "ArnLikeIfExists ecs:task-definition"             = "arn:aws:ecs:us-east-1:123456789012:task-definition/${statement.sid == "StopProducer" ? "s3mig-producer" : "s3mig-consumer"}:*"
        "StringEqualsIfExists ecs:enable-execute-command" = "false"
      }
      if startswith(statement.sid, "Stop")
    ])
    error_message = "UpdateService must be bound to the cluster, to the service's own task definitions, and without a shell."
  }

  assert {
    condition     = length(setintersection(flatten([for statement in data.aws_iam_policy_document.consumer.statement : tolist(statement.actions)]), ["ecs:UpdateService", "ecs:DescribeServices"])) == 0
    error_message = "The consumers may not touch the services."
  }
}

run "consumers_may_copy_and_nothing_else" {
  command = plan

  assert {
    condition = {
      for statement in data.aws_iam_policy_document.consumer.statement : statement.sid => { actions = statement.actions, resources = statement.resources }
      } == {
      ReadSource = {
        actions   = toset(["s3:GetObject", "s3:GetObjectTagging"])
        resources = toset(["arn:aws:s3:::legacybucket/image/*"])
      }
      WriteTarget = {
        actions   = toset(["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject", "s3:PutObjectTagging"])
        resources = toset(["arn:aws:s3:::newproductionbucket/avatar/*"])
      }
      TellMissingFromDenied = {
        actions   = toset(["s3:ListBucket"])
        resources = toset(["arn:aws:s3:::legacybucket", "arn:aws:s3:::newproductionbucket"])
      }
    }
    error_message = "The consumers read the source prefix, write the target prefix, and list both buckets."
  }

  # With a condition on s3:prefix S3 answers "denied" for an object that is missing.
  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.consumer.statement : length(statement.condition) == 0 if statement.sid == "TellMissingFromDenied"])
    error_message = "ListBucket must have no condition, or a missing object cannot be told from a denied one."
  }
}

run "the_producer_may_do_what_its_calls_take_and_nothing_else" {
  command = plan

  assert {
    condition = {
      for statement in data.aws_iam_policy_document.producer.statement : statement.sid => statement.actions
      } == {
      StopProducer          = toset(["ecs:DescribeServices", "ecs:UpdateService"])
      StopConsumer          = toset(["ecs:DescribeServices", "ecs:UpdateService"])
      WriteReport           = toset(["s3:PutObject"])
      ReadSource            = toset(["s3:GetObject", "s3:GetObjectTagging"])
      WriteTarget           = toset(["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject", "s3:PutObjectTagging"])
      TellMissingFromDenied = toset(["s3:ListBucket"])
    }
    error_message = "The producer's policy is made of aws-calls.json."
  }
}

run "an_acl_may_be_set_where_the_program_is_told_to" {
  command = plan

  variables {
    extra_environment = { COPY_ACL = "bucket-owner-full-control" }
  }

  assert {
    condition = alltrue([
      for document in [data.aws_iam_policy_document.producer, data.aws_iam_policy_document.consumer] :
      [for statement in document.statement : statement.sid if contains(statement.actions, "s3:PutObjectAcl")] == ["WriteTarget"]
    ])
    error_message = "With COPY_ACL the copies may have one, and nothing else may."
  }

  assert {
    condition     = alltrue([for action in setunion(local.actions.Source, local.target_actions, local.actions.Report) : contains(flatten([for statement in data.aws_iam_policy_document.s3_endpoint.statement : tolist(statement.actions)]), action)])
    error_message = "The endpoint of S3 lets through what the roles may do."
  }
}

run "producer_writes_its_report_and_the_target_prefix_only" {
  command = plan

  assert {
    condition = {
      for statement in data.aws_iam_policy_document.producer.statement : statement.sid => statement.resources
      if contains(statement.actions, "s3:PutObject")
      } == {
      WriteReport = toset(["arn:aws:s3:::newproductionbucket/s3-migration-reports/*"])
      WriteTarget = toset(["arn:aws:s3:::newproductionbucket/avatar/*"])
    }
    error_message = "The producer writes its report and the target prefix, and no other object."
  }
}

run "nobody_deletes_and_nothing_is_a_wildcard" {
  command = plan

  assert {
    condition = alltrue([
      for action in flatten([for document in [data.aws_iam_policy_document.producer, data.aws_iam_policy_document.consumer, data.aws_iam_policy_document.redis[0], data.aws_iam_policy_document.execution["app"], data.aws_iam_policy_document.execution["redis"]] : [for statement in document.statement : tolist(statement.actions)]]) :
      !strcontains(action, "Delete") && !strcontains(action, "*") && action != "iam:PassRole"
    ])
    error_message = "No role may delete, pass a role, or hold an action with a wildcard."
  }

  assert {
    condition = alltrue(flatten([
      for document in [data.aws_iam_policy_document.producer, data.aws_iam_policy_document.consumer, data.aws_iam_policy_document.redis[0], data.aws_iam_policy_document.execution["app"], data.aws_iam_policy_document.execution["redis"]] : [
        for statement in document.statement : [for resource in statement.resources : resource != "*"]
        if statement.sid != "RegistryLogin"
      ]
    ]))
    error_message = "Only ecr:GetAuthorizationToken, which has no resource to name, may be granted on *."
  }

  assert {
    condition     = alltrue(flatten([for key in ["app", "redis"] : [for statement in data.aws_iam_policy_document.execution[key].statement : statement.actions == toset(["ecr:GetAuthorizationToken"]) if contains(statement.resources, "*")]]))
    error_message = "Only ecr:GetAuthorizationToken, which has no resource to name, may be granted on *."
  }
}

run "redis_cannot_read_the_database_password" {
  command = plan

  assert {
    condition     = [for statement in data.aws_iam_policy_document.execution["app"].statement : statement.resources if statement.sid == "ReadPasswords"] == [toset([aws_secretsmanager_secret.db_password.arn])]
    error_message = "The program's execution role reads the database password, by its ARN."
  }

  assert {
    condition     = !contains([for statement in data.aws_iam_policy_document.execution["redis"].statement : statement.sid], "ReadPasswords")
    error_message = "Redis's execution role reads no secret."
  }

  assert {
    condition     = aws_ecs_task_definition.redis[0].execution_role_arn == aws_iam_role.execution["redis"].arn && aws_ecs_task_definition.consumer.task_role_arn == aws_iam_role.consumer.arn && aws_ecs_task_definition.producer.task_role_arn == aws_iam_role.producer.arn
    error_message = "Every task has roles of its own."
  }
}

run "roles_can_be_assumed_by_tasks_of_this_account_only" {
  command = plan

  assert {
    condition = toset([for condition in data.aws_iam_policy_document.assume.statement[0].condition : "${condition.variable} ${join(",", condition.values)}"]) == toset([
      "aws:SourceAccount 123456789012",
      "aws:SourceArn arn:aws:ecs:us-east-1:123456789012:*",
    ])
    error_message = "The trust policy must name the account and the region."
  }

  assert {
    condition     = one(data.aws_iam_policy_document.assume.statement[0].principals).identifiers == toset(["ecs-tasks.amazonaws.com"])
    error_message = "Only ECS tasks may assume the roles."
  }
}

run "append_only_file_is_encrypted_and_mounted_with_iam" {
  command = plan

  assert {
    condition     = aws_efs_file_system.redis[0].encrypted
    error_message = "The file system must be encrypted."
  }

  assert {
    condition = (
      one(one(aws_ecs_task_definition.redis[0].volume).efs_volume_configuration).transit_encryption == "ENABLED"
      && one(one(one(aws_ecs_task_definition.redis[0].volume).efs_volume_configuration).authorization_config).iam == "ENABLED"
      && one(one(one(aws_ecs_task_definition.redis[0].volume).efs_volume_configuration).authorization_config).access_point_id == aws_efs_access_point.redis[0].id
      && one(one(aws_ecs_task_definition.redis[0].volume).efs_volume_configuration).root_directory == null
    )
    error_message = "Redis mounts through the access point, encrypted, with its role, and without a root directory."
  }

  assert {
    condition     = one(aws_efs_access_point.redis[0].posix_user).uid == 999 && one(one(aws_efs_access_point.redis[0].root_directory).creation_info).permissions == "0700"
    error_message = "The access point pins the user and the directory."
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.redis[0].statement : [statement.actions, statement.resources, one(statement.condition).variable]] == [[toset(["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"]), toset([aws_efs_file_system.redis[0].arn]), "elasticfilesystem:AccessPointArn"]]
    error_message = "Redis may mount its own file system through its own access point, without root access."
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.efs[0].statement : "${one(statement.condition).variable}=${one(one(statement.condition).values)}" if statement.effect == "Deny"] == ["aws:SecureTransport=false"]
    error_message = "The file system denies every connection that is not encrypted."
  }

  assert {
    condition     = length(aws_efs_mount_target.redis) == 2 && alltrue([for target in aws_efs_mount_target.redis : target.security_groups == toset([aws_security_group.efs[0].id])])
    error_message = "Every subnet has a mount target behind the file system's security group."
  }
}

run "images_and_logs" {
  command = plan

  assert {
    condition     = alltrue([for repository in aws_ecr_repository.this : repository.image_tag_mutability == "IMMUTABLE" && one(repository.image_scanning_configuration).scan_on_push && repository.force_delete])
    error_message = "Tags are immutable, images are scanned, and destroy leaves none behind."
  }

  assert {
    condition     = alltrue([for group in concat(values(aws_cloudwatch_log_group.this), [aws_cloudwatch_log_group.container_insights, aws_cloudwatch_log_group.events]) : group.retention_in_days == 30]) && length(aws_cloudwatch_log_group.this) == 3
    error_message = "Every role has a log group that does not grow for ever."
  }

  # ECS creates it by itself where it is not there, and then nobody deletes it.
  assert {
    condition     = aws_cloudwatch_log_group.container_insights.name == "/aws/ecs/containerinsights/${aws_ecs_cluster.this.name}/performance"
    error_message = "The log group of Container Insights belongs to the deployment."
  }
}

run "empty_prefixes_mean_the_whole_bucket" {
  command = apply

  variables {
    LEGACY_S3_OBJECT_PREFIX = ""
    TARGET_OBJECT_PREFIX    = ""
  }

  assert {
    condition     = local.source_objects_arn == "arn:aws:s3:::legacybucket/*" && local.target_objects_arn == "arn:aws:s3:::newproductionbucket/*"
    error_message = "An empty prefix is the root of the bucket."
  }
}

run "prefix_is_a_folder_with_or_without_its_slash" {
  command = apply

  variables {
    LEGACY_S3_OBJECT_PREFIX = "image/"
    TARGET_OBJECT_PREFIX    = "avatar"
  }

  assert {
    condition     = local.source_objects_arn == "arn:aws:s3:::legacybucket/image/*" && local.target_objects_arn == "arn:aws:s3:::newproductionbucket/avatar/*"
    error_message = "\"images/x\" is not under \"image\"."
  }
}

run "keys_of_the_buckets_are_usable_through_s3_only" {
  command = apply

  variables {
    source_kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/source"
    target_kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/target"
  }

  assert {
    condition = {
      for statement in data.aws_iam_policy_document.consumer.statement : statement.sid => [statement.actions, statement.resources]
      if anytrue([for action in statement.actions : startswith(action, "kms:")])
      } == {
      DecryptSource = [toset(["kms:Decrypt"]), toset(["arn:aws:kms:us-east-1:123456789012:key/source"])]
      EncryptTarget = [toset(["kms:Decrypt", "kms:GenerateDataKey"]), toset(["arn:aws:kms:us-east-1:123456789012:key/target"])]
    }
    error_message = "The source's key decrypts, the target's also encrypts."
  }

  assert {
    condition     = alltrue([for statement in data.aws_iam_policy_document.consumer.statement : one(statement.condition).variable == "kms:ViaService" if strcontains(join(",", statement.actions), "kms:")])
    error_message = "Keys are usable through S3 only."
  }
}

run "everything_at_rest_is_encrypted_with_a_given_key" {
  command = apply

  variables {
    kms_key_arn = "arn:aws:kms:us-east-1:123456789012:key/own"
  }

  assert {
    condition = alltrue(concat(
      [for group in concat(values(aws_cloudwatch_log_group.this), [aws_cloudwatch_log_group.container_insights, aws_cloudwatch_log_group.events]) : group.kms_key_id == var.kms_key_arn],
      [for repository in aws_ecr_repository.this : one(repository.encryption_configuration).kms_key == var.kms_key_arn && one(repository.encryption_configuration).encryption_type == "KMS"],
      [aws_efs_file_system.redis[0].kms_key_id == var.kms_key_arn, aws_secretsmanager_secret.db_password.kms_key_id == var.kms_key_arn],
    ))
    error_message = "The given key must encrypt logs, images, files and secrets."
  }

  assert {
    condition     = [for statement in data.aws_iam_policy_document.execution["app"].statement : [statement.resources, one(statement.condition).values] if statement.sid == "DecryptPasswords"] == [[toset([var.kms_key_arn]), tolist(["secretsmanager.us-east-1.amazonaws.com"])]]
    error_message = "The execution role decrypts with the key through Secrets Manager only."
  }
}
