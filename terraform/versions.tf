terraform {
  # 1.11 is the first release with write-only arguments, which keep the passwords out of the state.
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.66"
    }
  }
}

provider "aws" {
  region = var.AWS_REGION

  default_tags {
    tags = local.tags
  }
}
