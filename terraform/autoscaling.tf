# More consumers while the backlog stays high. There is deliberately nothing that starts a consumer from zero and nothing that takes
# one away: the end of a migration is decided by the program, from its ledger, and it sets the service to 0 itself.
#
#   - min_capacity 0: a higher bound would undo the program's scale-down.
#   - Percent of the running number: any percentage of 0 is 0, so a late alarm cannot bring a finished service back. A fixed step or
#     a target (also a minimum magnitude) could.
#   - No scale-in: the queue is refilled until the very end, so that a short one does not mean that there is little left to do.

resource "aws_appautoscaling_target" "consumer" {
  service_namespace  = "ecs"
  scalable_dimension = "ecs:service:DesiredCount"
  resource_id        = "service/${aws_ecs_cluster.this.name}/${aws_ecs_service.consumer.name}"
  min_capacity       = 0
  max_capacity       = local.consumer_max_count
}

resource "aws_appautoscaling_policy" "consumer_scale_out" {
  name               = "${var.name}-double-consumers"
  policy_type        = "StepScaling"
  service_namespace  = aws_appautoscaling_target.consumer.service_namespace
  scalable_dimension = aws_appautoscaling_target.consumer.scalable_dimension
  resource_id        = aws_appautoscaling_target.consumer.resource_id

  step_scaling_policy_configuration {
    adjustment_type         = "PercentChangeInCapacity"
    metric_aggregation_type = "Minimum"
    cooldown                = 180

    step_adjustment {
      metric_interval_lower_bound = 0
      scaling_adjustment          = 100
    }
  }
}

# The minimum of each minute, three minutes running: one moment with an empty queue, as at the end of a migration, ends it. Without
# data, as when no producer runs, it does not fire.
resource "aws_cloudwatch_metric_alarm" "backlog" {
  alarm_name          = "${var.name}-backlog"
  alarm_description   = "Scaling, not an incident: the queue has not been below ${var.consumer_scale_out_backlog} jobs for three minutes."
  namespace           = local.metric_namespace
  metric_name         = "QueueDepth"
  statistic           = "Minimum"
  period              = 60
  evaluation_periods  = 3
  comparison_operator = "GreaterThanOrEqualToThreshold"
  threshold           = var.consumer_scale_out_backlog
  treat_missing_data  = "notBreaching"
  alarm_actions       = [aws_appautoscaling_policy.consumer_scale_out.arn]
}
