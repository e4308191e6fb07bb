# What the tests need of AWS to be as it is; everything else is made up by Terraform.

mock_data "aws_caller_identity" {
  defaults = { account_id = "123456789012" }
}

mock_data "aws_partition" {
  defaults = { partition = "aws" }
}

mock_data "aws_availability_zones" {
  defaults = { names = ["us-east-1a", "us-east-1b", "us-east-1c", "us-east-1d"] }
}

mock_data "aws_iam_policy_document" {
  defaults = { json = "{}" }
}

# An account that has used ECS before, and repositories that the images are pushed to.
mock_data "aws_iam_roles" {
  defaults = { names = ["AWSServiceRoleForECS"] }
}

mock_data "aws_ecr_images" {
  defaults = {
    image_ids = [
      { image_digest = "sha256:1111111111111111111111111111111111111111111111111111111111111111", image_tag = "1.0.0" },
      { image_digest = "sha256:2222222222222222222222222222222222222222222222222222222222222222", image_tag = "1.0.1" },
      { image_digest = "sha256:7777777777777777777777777777777777777777777777777777777777777777", image_tag = "7.4" },
    ]
  }
}

mock_data "aws_vpc" {
  defaults = {
    cidr_block_associations = [
      { association_id = "vpc-cidr-assoc-1", cidr_block = "10.1.0.0/16", state = "associated" },
      { association_id = "vpc-cidr-assoc-2", cidr_block = "100.64.0.0/16", state = "associated" },
      { association_id = "vpc-cidr-assoc-3", cidr_block = "10.9.0.0/16", state = "disassociated" },
    ]
  }
}
