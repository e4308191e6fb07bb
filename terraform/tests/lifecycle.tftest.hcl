# How a migration starts, how it is told of, and what a second apply does to one that runs or has finished.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "start" {
  command = apply

  variables {
    CONSUMER_TASK_COUNT = 2
    start_on_create     = true
  }

  assert {
    condition     = aws_ecs_service.consumer.desired_count == 2 && aws_ecs_service.producer.desired_count == 1
    error_message = "A new service starts with CONSUMER_TASK_COUNT consumers."
  }
}

# The same state as "start": whatever is applied later, the running numbers stay as the program and autoscaling left them.
run "later_apply_leaves_the_running_numbers_alone" {
  command = apply

  variables {
    CONSUMER_TASK_COUNT = 4
    start_on_create     = false
    image_tag           = "1.0.1"
  }

  assert {
    condition     = aws_ecs_service.consumer.desired_count == 2 && aws_ecs_service.producer.desired_count == 1
    error_message = "desired_count must be ignored once the services exist."
  }
}

run "nothing_runs_until_it_is_started" {
  command   = apply
  state_key = "not_started"

  variables {
    start_on_create     = false
    CONSUMER_TASK_COUNT = 3
  }

  assert {
    condition     = aws_ecs_service.producer.desired_count == 0 && aws_ecs_service.consumer.desired_count == 0 && aws_ecs_service.redis[0].desired_count == 1
    error_message = "With start_on_create = false only the queue runs."
  }

  assert {
    condition     = strcontains(output.commands.start, "--service s3Mig_consumer_service --desired-count 3") && strcontains(output.commands.start, "--service s3Mig_producer_service --desired-count 1")
    error_message = "The start command starts CONSUMER_TASK_COUNT consumers and one producer."
  }
}

# A service at 0 tasks has a deployment that is complete, and one that failed has none to go on with: only a new one is ended by the
# circuit breaker when tasks keep failing, and reads the passwords anew.
run "start_makes_a_new_deployment" {
  command   = apply
  state_key = "not_started"

  variables {
    start_on_create     = false
    CONSUMER_TASK_COUNT = 3
  }

  assert {
    condition     = length(regexall("update-service [^&]*--force-new-deployment", output.commands.start)) == 2 && !strcontains(output.commands.stop, "--force-new-deployment")
    error_message = "Both services start with a new deployment."
  }

  assert {
    condition     = alltrue([for service in [aws_ecs_service.producer, aws_ecs_service.consumer, aws_ecs_service.redis[0]] : one(service.deployment_circuit_breaker).enable && !one(service.deployment_circuit_breaker).rollback])
    error_message = "A deployment ends when its tasks keep failing, and nobody goes back to older settings."
  }
}

# Nothing can reach the database from a network that was not there before: peering, or its own firewall, comes after the apply.
run "a_created_network_is_opened_before_anything_starts" {
  command   = apply
  state_key = "created"

  assert {
    condition     = aws_ecs_service.producer.desired_count == 0 && aws_ecs_service.consumer.desired_count == 0
    error_message = "In a created VPC nothing starts by itself."
  }
}

run "a_given_network_is_ready" {
  command   = apply
  state_key = "given"

  variables {
    vpc_id             = "vpc-given"
    private_subnet_ids = ["subnet-a", "subnet-b"]
  }

  assert {
    condition     = aws_ecs_service.producer.desired_count == 1 && aws_ecs_service.consumer.desired_count == 1
    error_message = "In a given VPC the migration starts when the services are created, as it did in the older deployment."
  }
}

run "starting_is_a_command_and_not_an_apply" {
  command   = apply
  state_key = "not_started"

  variables {
    start_on_create     = true
    CONSUMER_TASK_COUNT = 3
  }

  assert {
    condition     = aws_ecs_service.producer.desired_count == 0 && aws_ecs_service.consumer.desired_count == 0
    error_message = "Services at 0, as after a finished migration, must stay at 0 whatever is applied."
  }
}
