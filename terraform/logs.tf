# One group per role. The metrics are read from the producer's progress line, which tells of all processes, one JSON object every ten
# seconds (why: docs/decisions/cloudwatch-metrics.md):
#   {"event":"progress","queueDepth":12,"handled":345678,"deadLetters":0, ...}

locals {
  log_groups = toset(concat(["producer", "consumer"], local.redis_in_container ? ["redis"] : []))

  metric_namespace = "S3Migration/${var.name}"

  # Metric name => field of the progress line.
  progress_metrics = {
    QueueDepth      = "queueDepth"
    RowsHandled     = "handled"
    RowsFailed      = "failed"
    RowsApplied     = "applied"
    RowsToRewrite   = "toRewrite"
    DeadLetters     = "deadLetters"
    CopiesPerSecond = "copiedPerSecond"
    SecondsRefused  = "secondsRefused"
  }
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.log_groups

  name              = "/ecs/${var.name}/${each.value}"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

# Of Container Insights. Not created here, ECS would create it by itself, and it would stay for ever.
resource "aws_cloudwatch_log_group" "container_insights" {
  name              = "/aws/ecs/containerinsights/${var.name}/performance"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_cloudwatch_log_metric_filter" "progress" {
  for_each = local.progress_metrics

  name           = "${var.name}-${each.value}"
  log_group_name = aws_cloudwatch_log_group.this["producer"].name
  pattern        = "{ $.event = \"progress\" }"

  # No default value: when no producer runs there is no data, which is not the same as an empty queue.
  metric_transformation {
    namespace = local.metric_namespace
    name      = each.key
    value     = "$.${each.value}"
  }
}

# The line that says that nothing is left, before the report is written and the services are set to 0.
resource "aws_cloudwatch_log_metric_filter" "complete" {
  name           = "${var.name}-complete"
  log_group_name = aws_cloudwatch_log_group.this["producer"].name
  pattern        = "{ $.event = \"complete\" }"

  metric_transformation {
    namespace = local.metric_namespace
    name      = "Completed"
    value     = "1"
  }
}
