# One repository per role, as in the older deployment; the same image is pushed to both. The third mirrors Redis, so that no task
# pulls from the internet.

locals {
  mirror_redis = local.redis_in_container && var.redis_image == null

  repository_names = merge(
    {
      producer = var.ECR_S3_JOB_PRODUCER_REPOSITORY_NAME
      consumer = var.ECR_S3_JOB_CONSUMER_REPOSITORY_NAME
    },
    local.mirror_redis ? { redis = var.redis_repository_name } : {},
  )
}

resource "aws_ecr_repository" "this" {
  for_each = local.repository_names

  name                 = each.value
  image_tag_mutability = "IMMUTABLE"
  force_delete         = true # `terraform destroy` leaves nothing behind.

  image_scanning_configuration {
    scan_on_push = true
  }

  encryption_configuration {
    encryption_type = var.kms_key_arn == null ? "AES256" : "KMS"
    kms_key         = var.kms_key_arn
  }
}

resource "aws_ecr_lifecycle_policy" "this" {
  for_each = aws_ecr_repository.this

  repository = each.value.name

  policy = jsonencode({
    rules = [{
      rulePriority = 1
      description  = "Keep the ten newest images"
      selection = {
        tagStatus   = "any"
        countType   = "imageCountMoreThan"
        countNumber = 10
      }
      action = { type = "expire" }
    }]
  })
}
