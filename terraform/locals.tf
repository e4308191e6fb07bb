data "aws_caller_identity" "current" {}

data "aws_partition" "current" {}

locals {
  account_id = data.aws_caller_identity.current.account_id
  partition  = data.aws_partition.current.partition

  tags = merge({
    Project   = "s3-migration-routes"
    ManagedBy = "terraform"
  }, var.tags)

  # The two names are those of the older deployment: runbooks and the program's own scale-down know them.
  producer_service_name = "s3Mig_producer_service"
  consumer_service_name = "s3Mig_consumer_service"
  redis_service_name    = "s3Mig_redis_service"

  # ARNs are put together from names: policies can name the services before the services exist.
  cluster_arn          = "arn:${local.partition}:ecs:${var.AWS_REGION}:${local.account_id}:cluster/${var.name}"
  producer_service_arn = "arn:${local.partition}:ecs:${var.AWS_REGION}:${local.account_id}:service/${var.name}/${local.producer_service_name}"
  consumer_service_arn = "arn:${local.partition}:ecs:${var.AWS_REGION}:${local.account_id}:service/${var.name}/${local.consumer_service_name}"

  # A prefix is a folder: "image" and "image/" mean "image/"; empty stays empty. The program reads it the same way.
  source_prefix = trimsuffix(var.LEGACY_S3_OBJECT_PREFIX, "/") == "" ? "" : "${trimsuffix(var.LEGACY_S3_OBJECT_PREFIX, "/")}/"
  target_prefix = trimsuffix(var.TARGET_OBJECT_PREFIX, "/") == "" ? "" : "${trimsuffix(var.TARGET_OBJECT_PREFIX, "/")}/"

  source_bucket_arn  = "arn:${local.partition}:s3:::${var.SOURCE_S3_BUCKET}"
  target_bucket_arn  = "arn:${local.partition}:s3:::${var.TARGET_S3_BUCKET}"
  source_objects_arn = "${local.source_bucket_arn}/${local.source_prefix}*"
  target_objects_arn = "${local.target_bucket_arn}/${local.target_prefix}*"
  report_objects_arn = "${local.target_bucket_arn}/${var.report_prefix}/*"

  # In a created network nothing can reach the database yet: the first tasks would fail.
  start_on_create = coalesce(var.start_on_create, !local.create_vpc)

  consumer_max_count = coalesce(var.consumer_max_count, max(4, var.CONSUMER_TASK_COUNT))

  redis_in_container = !var.redis_on_elasticache
  redis_port         = 6379

  # Every combination of CPU units and MiB of memory that Fargate runs.
  fargate_memory = {
    "256"   = [512, 1024, 2048]
    "512"   = range(1024, 4096 + 1, 1024)
    "1024"  = range(2048, 8192 + 1, 1024)
    "2048"  = range(4096, 16384 + 1, 1024)
    "4096"  = range(8192, 30720 + 1, 1024)
    "8192"  = range(16384, 61440 + 1, 4096)
    "16384" = range(32768, 122880 + 1, 8192)
  }
}
