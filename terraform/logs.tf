# One group per role. The metrics are read from the producer's progress line, one JSON object every ten seconds:
#   {"event":"progress","queueDepth":12,"handled":345678,"deadLetters":0, ...}

locals {
  log_groups = toset(concat(["producer", "consumer"], local.redis_in_container ? ["redis"] : []))

  metric_namespace = "S3Migration/${var.name}"

  # Metric name => field of the progress line.
  progress_metrics = {
    QueueDepth  = "queueDepth"
    RowsHandled = "handled"
    DeadLetters = "deadLetters"
  }
}

resource "aws_cloudwatch_log_group" "this" {
  for_each = local.log_groups

  name              = "/ecs/${var.name}/${each.value}"
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

# S3 asks for fewer requests with 503 SlowDown, and the pace follows; the line is written when S3 refuses everything.
resource "aws_cloudwatch_log_metric_filter" "slow_down" {
  name           = "${var.name}-slow-down"
  log_group_name = aws_cloudwatch_log_group.this["consumer"].name
  pattern        = "\"refuses every request for its rate\""

  metric_transformation {
    namespace = local.metric_namespace
    name      = "SlowDown"
    value     = "1"
  }
}
