output "repository_urls" {
  description = "Where to push the images: the program's to \"producer\" and \"consumer\", redis:7.4 to \"redis\"."
  value       = { for role, repository in aws_ecr_repository.this : role => repository.repository_url }
}

output "cluster_name" {
  description = "Name of the ECS cluster."
  value       = aws_ecs_cluster.this.name
}

output "producer_service_name" {
  description = "Name of the producer's service."
  value       = aws_ecs_service.producer.name
}

output "consumer_service_name" {
  description = "Name of the consumers' service."
  value       = aws_ecs_service.consumer.name
}

output "app_security_group_id" {
  description = "Security group of the producer and the consumers, to let into a database that this configuration does not open."
  value       = aws_security_group.app.id
}

output "vpc_id" {
  description = "VPC that the tasks run in, for example to peer it with the database's."
  value       = local.vpc_id
}

output "private_route_table_id" {
  description = "Route table of the created private subnets, for the route to a peered VPC; null in a given VPC."
  value       = one(aws_route_table.private[*].id)
}

output "nat_address" {
  description = "Public address that the tasks come from, to let into a database outside AWS; null without a NAT gateway."
  value       = one(aws_eip.nat[*].public_ip)
}

output "redis_endpoint" {
  description = "Host and port of the queue inside the VPC."
  value       = "${local.redis_host}:${local.redis_port}"
}

output "report_uri" {
  description = "Folder that the producer writes its reports to."
  value       = local.managed_environment.REPORT_URI
}

output "log_group_names" {
  description = "Log group of each role."
  value       = { for role, group in aws_cloudwatch_log_group.this : role => group.name }
}

locals {
  aws_ecs = "aws ecs --region ${var.AWS_REGION}"

  network_json = jsonencode({
    awsvpcConfiguration = {
      subnets        = local.private_subnet_ids
      securityGroups = [aws_security_group.app.id]
      assignPublicIp = "DISABLED"
    }
  })

  # One of the operator's commands, run once with the producer's task definition: same settings, same roles, same log.
  operator_commands = {
    for name in ["plan", "status", "pause", "resume", "retry", "verify", "rollback"] : name => join(" ", [
      "${local.aws_ecs} run-task --cluster ${var.name} --launch-type FARGATE",
      "--task-definition ${local.producer_family}",
      "--network-configuration '${local.network_json}'",
      "--overrides '${jsonencode({ containerOverrides = [{ name = "producer", command = [name] }] })}'",
      "--query 'tasks[0].taskArn' --output text",
    ])
  }

  scale_commands = {
    start = join(" && ", [
      "${local.aws_ecs} update-service --cluster ${var.name} --service ${local.consumer_service_name} --desired-count ${var.CONSUMER_TASK_COUNT} --query service.desiredCount",
      "${local.aws_ecs} update-service --cluster ${var.name} --service ${local.producer_service_name} --desired-count 1 --query service.desiredCount",
    ])
    stop = join(" && ", [
      "${local.aws_ecs} update-service --cluster ${var.name} --service ${local.producer_service_name} --desired-count 0 --query service.desiredCount",
      "${local.aws_ecs} update-service --cluster ${var.name} --service ${local.consumer_service_name} --desired-count 0 --query service.desiredCount",
    ])
    watch = "aws logs tail ${aws_cloudwatch_log_group.this["producer"].name} --region ${var.AWS_REGION} --follow --format short"
  }
}

output "commands" {
  description = "Commands of a running deployment by name: start, stop, watch, and plan, status, pause, resume, retry, verify, rollback as tasks that run once. For example: eval \"$(terraform output -json commands | jq -r .start)\""
  value       = merge(local.scale_commands, local.operator_commands)
}
