# Settings that cannot work are refused before anything is created: every variable named in expect_failures must refuse its value.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "names_that_cannot_be" {
  command = plan

  variables {
    SOURCE_S3_BUCKET         = "s3://legacybucket"
    TARGET_S3_BUCKET         = "newproductionbucket/avatar"
    AWS_REGION               = "Virginia"
    DATABASE_HOST            = "db.example.internal:3306"
    DATABASE_TABLE_TO_UPDATE = "a`b"
    DATABASE_NAME            = ""
    DB_USER                  = ""
    image_tag                = "a tag"
    name                     = "S3Mig"
  }

  expect_failures = [
    var.SOURCE_S3_BUCKET,
    var.TARGET_S3_BUCKET,
    var.AWS_REGION,
    var.DATABASE_HOST,
    var.DATABASE_TABLE_TO_UPDATE,
    var.DATABASE_NAME,
    var.DB_USER,
    var.image_tag,
    var.name,
  ]
}

run "several_columns_and_one" {
  command = plan

  variables {
    MIGRATION_TABLES = "ImageDataTable.ImagePath, Users.Avatar"
  }

  expect_failures = [var.MIGRATION_TABLES]
}

run "no_column_at_all" {
  command = plan

  variables {
    DATABASE_TABLE_TO_UPDATE    = ""
    TABLE_COLUMN_NAME_TO_UPDATE = ""
  }

  expect_failures = [var.MIGRATION_TABLES]
}

run "source_prefix_that_widens_the_policy" {
  command = plan

  variables {
    LEGACY_S3_OBJECT_PREFIX = "image*"
  }

  expect_failures = [var.LEGACY_S3_OBJECT_PREFIX]
}

run "target_prefix_that_is_a_policy_variable" {
  command = plan

  variables {
    TARGET_OBJECT_PREFIX = "$${aws:username}"
  }

  expect_failures = [var.TARGET_OBJECT_PREFIX]
}

run "target_is_the_source" {
  command = plan

  variables {
    TARGET_S3_BUCKET     = "legacybucket"
    TARGET_OBJECT_PREFIX = "image/"
  }

  expect_failures = [var.TARGET_OBJECT_PREFIX]
}

run "two_things_of_one_name" {
  command = plan

  variables {
    TEMP_TABLE_FOR_UPDATE               = "imagedatatable"
    ECR_S3_JOB_CONSUMER_REPOSITORY_NAME = "s3jobproducer"
    extra_environment                   = { TARGET_S3_BUCKET = "another" }
    report_prefix                       = "avatar/reports"
  }

  expect_failures = [var.TEMP_TABLE_FOR_UPDATE, var.ECR_S3_JOB_CONSUMER_REPOSITORY_NAME, var.extra_environment, var.report_prefix]
}

run "passwords_missing_or_in_the_wrong_place" {
  command = plan

  variables {
    DB_PASSWORD        = ""
    redis_auth_enabled = true
    REDIS_PASSWORD     = "short"
    extra_environment  = { TLS_KEY_PASSWORD = "x" }
  }

  expect_failures = [var.DB_PASSWORD, var.REDIS_PASSWORD, var.extra_environment]
}

run "numbers_and_arns_out_of_bounds" {
  command = plan

  variables {
    CONSUMER_TASK_COUNT        = 0
    consumer_scale_out_backlog = 0
    stop_timeout_seconds       = 30
    app_user                   = "0:0"
    log_retention_days         = 0
    no_progress_minutes        = 12
    kms_key_arn                = "arn:aws:kms:us-east-1:123456789012:alias/own"
    alarm_sns_topic_arn        = "oncall"
  }

  expect_failures = [
    var.CONSUMER_TASK_COUNT,
    var.consumer_scale_out_backlog,
    var.stop_timeout_seconds,
    var.app_user,
    var.log_retention_days,
    var.no_progress_minutes,
    var.kms_key_arn,
    var.alarm_sns_topic_arn,
  ]
}

run "names_that_one_service_of_aws_refuses" {
  command = plan

  variables {
    name                  = "s3--mig"
    redis_repository_name = "s3jobproducer"
    redis_image           = "redis:7.4"
    app_image             = "123456789012.dkr.ecr.us-east-1.amazonaws.com/s3jobproducer:1.0.0"
  }

  expect_failures = [var.name, var.redis_repository_name, var.redis_image, var.app_image]
}

run "name_that_is_ec2s_own" {
  command = plan

  variables {
    name                = "sg-mig"
    no_progress_minutes = 1445
    producer_disk_gib   = 201
  }

  expect_failures = [var.name, var.no_progress_minutes, var.producer_disk_gib]
}

run "secrets_that_are_none" {
  command = plan

  variables {
    extra_environment       = { COPY_ACL = "private" }
    extra_secrets           = { STATUS_TOKEN = "not-a-real-token", COPY_ACL = "arn:aws:secretsmanager:us-east-1:123456789012:secret:acl-AbCdEf" }
    redis_password_strategy = "DELETE"
  }

  expect_failures = [var.extra_secrets, var.redis_password_strategy]
}

run "public_database_without_a_way_to_it" {
  command = plan

  variables {
    DATABASE_HOST      = "54.55.44.33"
    enable_nat_gateway = false
  }

  expect_failures = [var.enable_nat_gateway]
}

run "endpoints_that_nobody_asks_for" {
  command = plan

  variables {
    interface_endpoints = ["ecs", "sqs"]
  }

  expect_failures = [var.interface_endpoints]
}

run "two_subnets_in_one_zone" {
  command = plan

  variables {
    vpc_id             = "vpc-given"
    private_subnet_ids = ["subnet-a", "subnet-b"]
  }

  override_data {
    target = data.aws_subnet.given
    values = { availability_zone = "us-east-1a" }
  }

  expect_failures = [aws_efs_mount_target.redis]
}

run "replica_without_a_zone" {
  command = plan

  variables {
    vpc_id               = "vpc-given"
    private_subnet_ids   = ["subnet-a", "subnet-b"]
    redis_on_elasticache = true
  }

  override_data {
    target = data.aws_subnet.given
    values = { availability_zone = "us-east-1a" }
  }

  expect_failures = [aws_elasticache_replication_group.this]
}

run "more_consumers_than_the_maximum" {
  command = plan

  variables {
    CONSUMER_TASK_COUNT  = 5
    consumer_max_count   = 4
    stop_timeout_seconds = 121
  }

  expect_failures = [var.consumer_max_count, var.stop_timeout_seconds]
}

run "sizes_that_fargate_has_not" {
  command = plan

  variables {
    producer_size = { cpu = 1000, memory = 2048 }
    consumer_size = { cpu = 1024, memory = 1024 }
    redis_size    = { cpu = 256, memory = 4096 }
  }

  expect_failures = [var.producer_size, var.consumer_size, var.redis_size]
}

run "subnets_without_a_vpc" {
  command = plan

  variables {
    private_subnet_ids = ["subnet-a"]
  }

  expect_failures = [var.private_subnet_ids]
}

run "vpc_without_subnets_or_route_tables" {
  command = plan

  variables {
    vpc_id               = "vpc-given"
    create_vpc_endpoints = true
  }

  expect_failures = [var.private_subnet_ids, var.create_vpc_endpoints]
}

run "created_vpc_without_a_way_to_aws" {
  command = plan

  variables {
    create_vpc_endpoints = false
  }

  expect_failures = [var.create_vpc_endpoints]
}

run "source_in_another_region_without_a_way_there" {
  command = plan

  variables {
    source_in_another_region = true
  }

  expect_failures = [var.source_in_another_region]
}
