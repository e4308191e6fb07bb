# How tasks of the services end. ECS tells of it for an hour; here each end that is none of the usual ones becomes a line in a log group,
# with its exit code and reason, and an alarm. Usual are 0 and 3, the end of a migration, and 143, of a task that was told to stop.

locals {
  task_ends = {
    refused = {
      description = "Tasks that ended with exit code 2: a setting, or what it names, cannot be used"
      alarm       = "A task ended with exit code 2: a setting, or what it names, cannot be used, and nothing was touched. The last lines of its log say which. Put it right, apply, start."
      pattern     = { containers = { exitCode = [2] } }
    }
    died = {
      description = "Tasks that died, or could not be started"
      alarm       = "A task died, or could not be started, and is started again. Its exit code and reason are in ${local.events_log_group}; 137 is too little memory, or no end within stop_timeout_seconds."
      pattern = {
        "$or" = [
          { containers = { exitCode = [{ anything-but = [0, 2, 3, 143] }] } },
          { stopCode = ["TaskFailedToStart"] },
        ]
      }
    }
  }

  # EventBridge's own console offers groups of this prefix only.
  events_log_group = "/aws/events/ecs/${var.name}"
}

resource "aws_cloudwatch_event_rule" "task_ends" {
  for_each = local.task_ends

  name        = "${var.name}-${each.key}"
  description = each.value.description

  # Of the services alone: who runs a command is told its exit code anyway.
  event_pattern = jsonencode({
    source      = ["aws.ecs"]
    detail-type = ["ECS Task State Change"]
    detail = merge(
      {
        clusterArn = [local.cluster_arn]
        group      = [{ prefix = "service:" }]
        lastStatus = ["STOPPED"]
      },
      each.value.pattern,
    )
  })
}

resource "aws_cloudwatch_log_group" "events" {
  name              = local.events_log_group
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

# The group's own policy, of which each has one, and not one of the ten that an account has.
resource "aws_cloudwatch_log_resource_policy" "events" {
  resource_arn    = aws_cloudwatch_log_group.events.arn
  policy_document = data.aws_iam_policy_document.events.json
}

data "aws_iam_policy_document" "events" {
  statement {
    sid       = "WriteTaskEnds"
    actions   = ["logs:CreateLogStream", "logs:PutLogEvents"]
    resources = ["${aws_cloudwatch_log_group.events.arn}:*"]

    principals {
      type        = "Service"
      identifiers = ["events.amazonaws.com", "delivery.logs.amazonaws.com"]
    }
  }
}

resource "aws_cloudwatch_event_target" "task_ends" {
  for_each = aws_cloudwatch_event_rule.task_ends

  rule      = each.value.name
  target_id = "log"
  arn       = aws_cloudwatch_log_group.events.arn

  depends_on = [aws_cloudwatch_log_resource_policy.events]
}

resource "aws_cloudwatch_metric_alarm" "task_ends" {
  for_each = local.task_ends

  alarm_name          = "${var.name}-${each.key}"
  alarm_description   = each.value.alarm
  namespace           = "AWS/Events"
  metric_name         = "TriggeredRules"
  statistic           = "Sum"
  period              = 300
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
  treat_missing_data  = "notBreaching"
  alarm_actions       = local.alarm_actions
  ok_actions          = local.alarm_actions

  dimensions = {
    RuleName = aws_cloudwatch_event_rule.task_ends[each.key].name
  }
}
