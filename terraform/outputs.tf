output "repository_urls" {
  description = "Where to push the images: the program's to \"producer\" and \"consumer\", Redis's to \"redis\"."
  value       = { for role, repository in aws_ecr_repository.this : role => repository.repository_url }
}

output "images" {
  description = "The images that run, by digest: what app_image and redis_image of another deployment in this region take."
  value       = local.images
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

  commands = {
    # With a deployment of its own, whatever became of the last one: it reads the passwords anew, and ends when tasks keep failing.
    start = join(" && ", [
      "${local.aws_ecs} update-service --cluster ${var.name} --service ${local.consumer_service_name} --desired-count ${var.CONSUMER_TASK_COUNT} --force-new-deployment --query service.desiredCount",
      "${local.aws_ecs} update-service --cluster ${var.name} --service ${local.producer_service_name} --desired-count 1 --force-new-deployment --query service.desiredCount",
    ])
    stop = join(" && ", [
      "${local.aws_ecs} update-service --cluster ${var.name} --service ${local.producer_service_name} --desired-count 0 --query service.desiredCount",
      "${local.aws_ecs} update-service --cluster ${var.name} --service ${local.consumer_service_name} --desired-count 0 --query service.desiredCount",
    ])
    watch = "aws logs tail ${aws_cloudwatch_log_group.this["producer"].name} --region ${var.AWS_REGION} --follow --format short"
  }
}

output "commands" {
  description = "Commands of a deployment by name: start, stop, watch. For example: eval \"$(terraform output -json commands | jq -r .start)\". For plan, status and the like see deploy/ecs-run."
  value       = local.commands
}

output "ecs_run" {
  description = "What deploy/ecs-run needs to run a command of the operator's as a task with the producer's settings, roles and log."
  value = {
    region          = var.AWS_REGION
    cluster         = aws_ecs_cluster.this.name
    task_definition = aws_ecs_task_definition.producer.family
    container       = "producer"
    subnets         = local.private_subnet_ids
    security_groups = [aws_security_group.app.id]
    log_group       = aws_cloudwatch_log_group.this["producer"].name
    log_prefix      = local.app_container["producer"].logConfiguration.options.awslogs-stream-prefix
  }
}
