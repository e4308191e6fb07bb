# Few, and each with something to do about it (docs/deploy-ecs.md). None fires while nothing runs. Those of tasks that end are in
# events.tf. A test has the program write the lines that these metrics are read from.

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
  alarm_description   = "Jobs are queued and no row was handled, or rows are copied and none was rewritten, for ${var.no_progress_minutes} minutes: paused, no consumer, everything denied, or the database busy. The problems in status say which."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = var.no_progress_minutes / 5
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  metric_query {
    id          = "stuck"
    label       = "Work to do and none done"
    expression  = "IF((queued > 0 AND handled_max == handled_min) OR (to_rewrite > 0 AND applied_max == applied_min), 1, 0)"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = {
      queued      = ["QueueDepth", "Minimum"]
      handled_min = ["RowsHandled", "Minimum"]
      handled_max = ["RowsHandled", "Maximum"]
      to_rewrite  = ["RowsToRewrite", "Minimum"]
      applied_min = ["RowsApplied", "Minimum"]
      applied_max = ["RowsApplied", "Maximum"]
    }

    content {
      id = metric_query.key

      metric {
        namespace   = local.metric_namespace
        metric_name = metric_query.value[0]
        period      = 300
        stat        = metric_query.value[1]
      }
    }
  }
}

# Of all rows that have been looked at so far: a handful of them is what every old table has.
resource "aws_cloudwatch_metric_alarm" "exceptions" {
  alarm_name          = "${var.name}-exceptions"
  alarm_description   = "More than 1 percent of the rows, and more than 10, are recorded exceptions. status says for which reasons, the status page shows the latest; they can be retried when the cause is removed."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 1
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  metric_query {
    id          = "many"
    label       = "More exceptions than usual"
    expression  = "IF(failed > 10 AND failed > 0.01 * handled, 1, 0)"
    return_data = true
  }

  dynamic "metric_query" {
    for_each = {
      failed  = ["RowsFailed", "Maximum"]
      handled = ["RowsHandled", "Maximum"]
    }

    content {
      id = metric_query.key

      metric {
        namespace   = local.metric_namespace
        metric_name = metric_query.value[0]
        period      = 300
        stat        = metric_query.value[1]
      }
    }
  }
}

# Not an incident: what everybody waits for. It says so once, and nothing when it is over.
resource "aws_cloudwatch_metric_alarm" "complete" {
  alarm_name          = "${var.name}-complete"
  alarm_description   = "The migration is complete: the report is in REPORT_URI, the two services are being set to 0. Verify, then destroy what is left running."
  namespace           = local.metric_namespace
  metric_name         = "Completed"
  statistic           = "Sum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
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
  alarm_description   = "S3 has refused every request of a process with SlowDown for five minutes. The consumers ask a few times a second and go on by themselves; look for others that use the same prefixes."
  namespace           = local.metric_namespace
  metric_name         = "SecondsRefused"
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 300
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions
}

resource "aws_cloudwatch_metric_alarm" "tasks_missing" {
  for_each = local.watched_services

  alarm_name          = "${var.name}-${each.key}-missing"
  alarm_description   = "${each.value} has run fewer tasks than it should in five of fifteen minutes: they cannot start or keep dying. Look at the service's events."
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  evaluation_periods  = 15
  datapoints_to_alarm = 5 # those that die are running for a part of the time
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

# A full queue stops the producer from adding jobs; it does not lose any. Of the container's task Redis may fill 60 percent (redis.tf).
resource "aws_cloudwatch_metric_alarm" "queue_memory" {
  alarm_name          = "${var.name}-queue-memory"
  alarm_description   = "The queue's memory is nearly full: lower the bound on queued jobs or give it more."
  namespace           = var.redis_on_elasticache ? "AWS/ElastiCache" : "AWS/ECS"
  metric_name         = var.redis_on_elasticache ? "DatabaseMemoryUsagePercentage" : "MemoryUtilization"
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 5
  comparison_operator = "GreaterThanThreshold"
  threshold           = var.redis_on_elasticache ? 80 : 50
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
