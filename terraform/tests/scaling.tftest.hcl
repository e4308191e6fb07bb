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
      QueueDepth  = "{ $.event = \"progress\" } $.queueDepth"
      RowsHandled = "{ $.event = \"progress\" } $.handled"
      DeadLetters = "{ $.event = \"progress\" } $.deadLetters"
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
      for alarm in concat([aws_cloudwatch_metric_alarm.no_progress, aws_cloudwatch_metric_alarm.dead_letters, aws_cloudwatch_metric_alarm.slow_down, aws_cloudwatch_metric_alarm.queue_memory], values(aws_cloudwatch_metric_alarm.tasks_missing)) :
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
    condition     = toset([for query in aws_cloudwatch_metric_alarm.no_progress.metric_query : query.id]) == toset(["stuck", "queued", "handled_min", "handled_max"]) && [for query in aws_cloudwatch_metric_alarm.no_progress.metric_query : query.id if query.return_data == true] == ["stuck"]
    error_message = "The no-progress expression must have its operands."
  }
}
