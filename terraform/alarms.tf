# Few, and each with something to do about it (docs/deploy-ecs.md). None fires while nothing runs.

locals {
  alarm_actions = var.alarm_sns_topic_arn == null ? [] : [var.alarm_sns_topic_arn]

  watched_services = merge(
    {
      producer = local.producer_service_name
      consumer = local.consumer_service_name
    },
    local.redis_in_container ? { redis = local.redis_service_name } : {},
  )
}

resource "aws_cloudwatch_metric_alarm" "no_progress" {
  alarm_name          = "${var.name}-no-progress"
  alarm_description   = "Jobs are queued, but no row was handled for ${var.no_progress_minutes} minutes: paused, no consumer, or everything is denied. Read the consumers' log."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = var.no_progress_minutes / 5
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  metric_query {
    id          = "stuck"
    label       = "Jobs queued and none handled"
    expression  = "IF(queued > 0 AND handled_max == handled_min, 1, 0)"
    return_data = true
  }

  metric_query {
    id = "queued"

    metric {
      namespace   = local.metric_namespace
      metric_name = "QueueDepth"
      period      = 300
      stat        = "Minimum"
    }
  }

  metric_query {
    id = "handled_min"

    metric {
      namespace   = local.metric_namespace
      metric_name = "RowsHandled"
      period      = 300
      stat        = "Minimum"
    }
  }

  metric_query {
    id = "handled_max"

    metric {
      namespace   = local.metric_namespace
      metric_name = "RowsHandled"
      period      = 300
      stat        = "Maximum"
    }
  }
}

resource "aws_cloudwatch_metric_alarm" "dead_letters" {
  alarm_name          = "${var.name}-dead-letters"
  alarm_description   = "Jobs were given up after their last redelivery. Find the cause in the consumers' log, then run `retry`."
  namespace           = local.metric_namespace
  metric_name         = "DeadLetters"
  statistic           = "Maximum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "slow_down" {
  alarm_name          = "${var.name}-slow-down"
  alarm_description   = "S3 refuses every request with SlowDown. The consumers ask a few times a second and go on by themselves; look for others that use the same prefixes."
  namespace           = local.metric_namespace
  metric_name         = "SlowDown"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 3
  comparison_operator = "GreaterThanThreshold"
  threshold           = 100
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "tasks_missing" {
  for_each = local.watched_services

  alarm_name          = "${var.name}-${each.key}-missing"
  alarm_description   = "${each.value} has run fewer tasks than it should for ten minutes: they cannot start or keep dying. Look at the service's events."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 10
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  metric_query {
    id          = "missing"
    label       = "Tasks missing"
    expression  = "desired - running"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = { desired = "DesiredTaskCount", running = "RunningTaskCount" }

    content {
      id = metric_query.key

      metric {
        namespace   = "ECS/ContainerInsights"
        metric_name = metric_query.value
        period      = 60
        stat        = "Minimum"

        dimensions = {
          ClusterName = aws_ecs_cluster.this.name
          ServiceName = each.value
        }
      }
    }
  }
}

# A full queue stops the producer from adding jobs; it does not lose any.
resource "aws_cloudwatch_metric_alarm" "queue_memory" {
  alarm_name          = "${var.name}-queue-memory"
  alarm_description   = "The queue's memory is nearly full: lower the bound on queued jobs or give it more."
  namespace           = var.redis_on_elasticache ? "AWS/ElastiCache" : "AWS/ECS"
  metric_name         = var.redis_on_elasticache ? "DatabaseMemoryUsagePercentage" : "MemoryUtilization"
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = 80
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  dimensions = var.redis_on_elasticache ? {
    CacheClusterId = "${aws_elasticache_replication_group.this[0].replication_group_id}-001"
    } : {
    ClusterName = aws_ecs_cluster.this.name
    ServiceName = local.redis_service_name
  }
}
