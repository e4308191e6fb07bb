# Consumers are added while there is a backlog, and a finished migration stays finished.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "autoscaling_never_starts_a_finished_service" {
  command = apply

  assert {
    condition     = aws_appautoscaling_target.consumer.min_capacity == 0
    error_message = "A minimum above 0 would undo the program's scale-down."
  }

  # Any percentage of 0 is 0. A minimum magnitude, a fixed step or an exact number would bring the service back.
  assert {
    condition     = one(aws_appautoscaling_policy.consumer_scale_out.step_scaling_policy_configuration).adjustment_type == "PercentChangeInCapacity" && one(aws_appautoscaling_policy.consumer_scale_out.step_scaling_policy_configuration).min_adjustment_magnitude == null
    error_message = "The only adjustment that leaves 0 at 0 is a percentage without a minimum magnitude."
  }

  # A step of -50 percent would take the last consumer away and leave nothing that brings it back.
  assert {
    condition     = alltrue([for step in one(aws_appautoscaling_policy.consumer_scale_out.step_scaling_policy_configuration).step_adjustment : step.scaling_adjustment == 100])
    error_message = "Autoscaling only ever adds: the end belongs to the program."
  }

  assert {
    condition     = aws_appautoscaling_target.consumer.resource_id == "service/s3mig/s3Mig_consumer_service" && aws_appautoscaling_target.consumer.scalable_dimension == "ecs:service:DesiredCount"
    error_message = "Autoscaling is for the consumers' service."
  }
}

run "metrics_come_from_the_progress_line" {
  command = plan

  assert {
    condition = {
      for filter in aws_cloudwatch_log_metric_filter.progress : one(filter.metric_transformation).name => "${filter.pattern} ${one(filter.metric_transformation).value}"
      } == {
      QueueDepth      = "{ $.event = \"progress\" } $.queueDepth"
      RowsHandled     = "{ $.event = \"progress\" } $.handled"
      RowsFailed      = "{ $.event = \"progress\" } $.failed"
      RowsApplied     = "{ $.event = \"progress\" } $.applied"
      RowsToRewrite   = "{ $.event = \"progress\" } $.toRewrite"
      DeadLetters     = "{ $.event = \"progress\" } $.deadLetters"
      CopiesPerSecond = "{ $.event = \"progress\" } $.copiedPerSecond"
      SecondsRefused  = "{ $.event = \"progress\" } $.secondsRefused"
    }
    error_message = "The metrics must be read from the producer's progress line."
  }

  assert {
    condition     = alltrue([for filter in aws_cloudwatch_log_metric_filter.progress : filter.log_group_name == "/ecs/s3mig/producer" && one(filter.metric_transformation).namespace == aws_cloudwatch_metric_alarm.backlog.namespace && one(filter.metric_transformation).default_value == null])
    error_message = "The alarms must look where the filters write; no line means no data."
  }
}

run "alarms_without_a_topic" {
  command = plan

  assert {
    condition     = length(aws_cloudwatch_metric_alarm.no_progress.alarm_actions) == 0
    error_message = "Without a topic the alarms exist and notify nobody."
  }
}

run "backlog_must_last_and_needs_a_running_producer" {
  command = apply

  variables {
    consumer_max_count         = 8
    consumer_scale_out_backlog = 50
  }

  assert {
    condition     = aws_appautoscaling_target.consumer.max_capacity == 8 && aws_cloudwatch_metric_alarm.backlog.threshold == 50
    error_message = "The bounds are the variables'."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.backlog.statistic == "Minimum" && aws_cloudwatch_metric_alarm.backlog.evaluation_periods == 3 && aws_cloudwatch_metric_alarm.backlog.treat_missing_data == "notBreaching"
    error_message = "One empty moment ends the backlog, and without a producer there is none."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.backlog.alarm_actions == toset([aws_appautoscaling_policy.consumer_scale_out.arn])
    error_message = "The backlog adds consumers and wakes nobody."
  }
}

run "alarms_notify_and_stay_quiet_when_nothing_runs" {
  command = apply

  variables {
    alarm_sns_topic_arn = "arn:aws:sns:us-east-1:123456789012:oncall"
    no_progress_minutes = 30
  }

  assert {
    condition = alltrue([
      for alarm in concat([aws_cloudwatch_metric_alarm.no_progress, aws_cloudwatch_metric_alarm.exceptions, aws_cloudwatch_metric_alarm.dead_letters, aws_cloudwatch_metric_alarm.slow_down, aws_cloudwatch_metric_alarm.queue_memory, aws_cloudwatch_metric_alarm.complete], values(aws_cloudwatch_metric_alarm.tasks_missing), values(aws_cloudwatch_metric_alarm.task_ends)) :
      alarm.alarm_actions == toset(["arn:aws:sns:us-east-1:123456789012:oncall"]) && alarm.treat_missing_data == "notBreaching"
    ])
    error_message = "Every alarm notifies the topic, and none fires for want of data."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.no_progress.evaluation_periods == 6
    error_message = "no_progress_minutes is counted in periods of five minutes."
  }

  assert {
    condition     = toset(keys(aws_cloudwatch_metric_alarm.tasks_missing)) == toset(["producer", "consumer", "redis"]) && [for setting in aws_ecs_cluster.this.setting : setting.value if setting.name == "containerInsights"] == ["enabled"]
    error_message = "Every service is watched, by metrics that need Container Insights."
  }

  # Every operand of an expression must be there, and exactly one result be returned.
  assert {
    condition = alltrue(flatten([
      for alarm in concat([aws_cloudwatch_metric_alarm.no_progress, aws_cloudwatch_metric_alarm.exceptions], values(aws_cloudwatch_metric_alarm.tasks_missing)) : [
        for result in alarm.metric_query : [
          length([for query in alarm.metric_query : query if query.return_data == true]) == 1,
          length(setsubtract(regexall("[a-z_]+", result.expression), [for query in alarm.metric_query : query.id])) == 0,
        ]
        if result.expression != null
      ]
    ]))
    error_message = "The expression of an alarm must have its operands, and be its only result."
  }

  # CloudWatch looks back one day, and a task that dies every minute is running most of the time.
  assert {
    condition     = alltrue([for alarm in values(aws_cloudwatch_metric_alarm.tasks_missing) : alarm.datapoints_to_alarm == 5 && alarm.evaluation_periods == 15])
    error_message = "Tasks that keep dying are missing for some of the minutes only."
  }

  assert {
    condition     = aws_cloudwatch_metric_alarm.queue_memory.threshold < 60
    error_message = "Redis is full at 60 percent of its task's memory: the alarm must come before."
  }

  assert {
    condition     = length(coalesce(aws_cloudwatch_metric_alarm.complete.ok_actions, toset([]))) == 0
    error_message = "The end is told of once."
  }
}

run "tasks_that_end_badly_are_told_of" {
  command = apply

  assert {
    condition = { for key, rule in aws_cloudwatch_event_rule.task_ends : key => jsondecode(rule.event_pattern).detail } == {
      refused = {
        clusterArn = ["arn:aws:ecs:us-east-1:123456789012:cluster/s3mig"]
        group      = [{ prefix = "service:" }]
        lastStatus = ["STOPPED"]
        containers = { exitCode = [2] }
      }
      died = {
        clusterArn = ["arn:aws:ecs:us-east-1:123456789012:cluster/s3mig"]
        group      = [{ prefix = "service:" }]
        lastStatus = ["STOPPED"]
        "$or" = [
          { containers = { exitCode = [{ anything-but = [0, 2, 3, 143] }] } },
          { stopCode = ["TaskFailedToStart"] },
        ]
      }
    }
    error_message = "Exit code 2 is told apart from tasks that die, and neither is the end (0, 3) or an order to stop (143)."
  }

  assert {
    condition     = alltrue([for rule in aws_cloudwatch_event_rule.task_ends : jsondecode(rule.event_pattern).source == ["aws.ecs"] && jsondecode(rule.event_pattern).detail-type == ["ECS Task State Change"]])
    error_message = "The events are those of ECS."
  }

  assert {
    condition = alltrue([
      for key, alarm in aws_cloudwatch_metric_alarm.task_ends :
      "${alarm.namespace} ${alarm.metric_name}" == "AWS/Events TriggeredRules" && alarm.dimensions == tomap({ RuleName = aws_cloudwatch_event_rule.task_ends[key].name })
      && aws_cloudwatch_event_target.task_ends[key].rule == aws_cloudwatch_event_rule.task_ends[key].name && aws_cloudwatch_event_target.task_ends[key].arn == aws_cloudwatch_log_group.events.arn
    ])
    error_message = "Each rule has its alarm, and writes into the log group."
  }

  assert {
    condition     = aws_cloudwatch_log_resource_policy.events.resource_arn == aws_cloudwatch_log_group.events.arn && one(data.aws_iam_policy_document.events.statement).resources == toset(["${aws_cloudwatch_log_group.events.arn}:*"])
    error_message = "EventBridge may write into that log group."
  }
}
