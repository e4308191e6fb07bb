# How a migration starts, and what a second apply does to one that runs or has finished.

mock_provider "aws" {
  source = "./tests/mocks"
}

run "start" {
  command = apply

  variables {
    CONSUMER_TASK_COUNT = 2
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
