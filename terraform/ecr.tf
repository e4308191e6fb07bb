# One repository per role, as in the older deployment; the same image is pushed to both. The third mirrors Redis, so that no task
# pulls from the internet. What runs is named by its digest: a tag says only which one that was when Terraform last planned.

locals {
  mirror_redis = local.redis_in_container && var.redis_image == null

  repository_names = merge(
    var.app_image == null ? {
      producer = var.ECR_S3_JOB_PRODUCER_REPOSITORY_NAME
      consumer = var.ECR_S3_JOB_CONSUMER_REPOSITORY_NAME
    } : {},
    local.mirror_redis ? { redis = local.redis_repository_name } : {},
  )

  redis_repository_name = coalesce(var.redis_repository_name, "${var.name}-redis")

  image_tags = { producer = var.image_tag, consumer = var.image_tag, redis = var.redis_image_tag }

  # Null while nothing with the tag is pushed.
  image_digests = {
    for role, images in data.aws_ecr_images.this : role => one([
      for image in images.image_ids : image.image_digest if image.image_tag == local.image_tags[role]
    ])
  }

  given_images = merge(
    var.app_image == null ? {} : { producer = var.app_image, consumer = var.app_image },
    local.redis_in_container && var.redis_image != null ? { redis = var.redis_image } : {},
  )

  images = merge(
    local.given_images,
    { for role, digest in local.image_digests : role => "${aws_ecr_repository.this[role].repository_url}@${coalesce(digest, "not-pushed")}" },
  )

  images_pushed = { for role in keys(local.images) : role => contains(keys(local.given_images), role) || try(local.image_digests[role] != null, false) }

  # ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME@sha256:..., and nothing of an image from elsewhere, which takes no permission.
  image_repository_arns = merge(
    { for role, repository in aws_ecr_repository.this : role => [repository.arn] },
    {
      for role, image in local.given_images : role => [
        for part in regexall("^([0-9]{12})[.]dkr[.]ecr[.]([a-z0-9-]+)[.]amazonaws[.]com(?:[.]cn)?/([^:@]+)", image) :
        "arn:${local.partition}:ecr:${part[1]}:${part[0]}:repository/${part[2]}"
      ]
    },
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

# The registry is known only once the repository is there: before, this waits instead of failing.
data "aws_ecr_images" "this" {
  for_each = aws_ecr_repository.this

  registry_id     = each.value.registry_id
  repository_name = each.value.name
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
