# ---------------------------------------------------------------------------------------------------------------------
# What to migrate. These names are the environment variables of the program, and those of the older deployment.
# ---------------------------------------------------------------------------------------------------------------------

variable "SOURCE_S3_BUCKET" {
  description = "Name of the legacy bucket to copy objects from. It is only ever read."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.SOURCE_S3_BUCKET))
    error_message = "SOURCE_S3_BUCKET must be a bucket's name alone (3 to 63 lower-case letters, digits, dots and dashes), without s3:// and without a prefix."
  }
}

variable "TARGET_S3_BUCKET" {
  description = "Name of the new bucket to copy objects to. It must be in AWS_REGION."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$", var.TARGET_S3_BUCKET))
    error_message = "TARGET_S3_BUCKET must be a bucket's name alone (3 to 63 lower-case letters, digits, dots and dashes), without s3:// and without a prefix."
  }
}

variable "LEGACY_S3_OBJECT_PREFIX" {
  description = "Prefix (folder) in the legacy bucket whose objects move, for example \"image\"; \"image\" and \"image/\" mean the same. Empty means the whole bucket."
  type        = string

  validation {
    condition     = !can(regex("[*?$]", var.LEGACY_S3_OBJECT_PREFIX))
    error_message = "LEGACY_S3_OBJECT_PREFIX must not contain *, ? or $: they are wildcards and variables in the IAM policy that is built from it."
  }
}

variable "TARGET_OBJECT_PREFIX" {
  description = "Prefix (folder) in the new bucket that the objects move to, for example \"avatar/\"; \"avatar\" and \"avatar/\" mean the same. Empty means the root of the bucket."
  type        = string

  validation {
    condition     = !can(regex("[*?$]", var.TARGET_OBJECT_PREFIX))
    error_message = "TARGET_OBJECT_PREFIX must not contain *, ? or $: they are wildcards and variables in the IAM policy that is built from it."
  }

  validation {
    condition     = var.SOURCE_S3_BUCKET != var.TARGET_S3_BUCKET || trimsuffix(var.LEGACY_S3_OBJECT_PREFIX, "/") != trimsuffix(var.TARGET_OBJECT_PREFIX, "/")
    error_message = "Source and target are the same bucket and prefix: there is nothing to migrate."
  }
}

variable "TEMP_TABLE_FOR_UPDATE" {
  description = "Staging table (ledger) that the program creates beside the production table; use another name for every migration."
  type        = string
  default     = "s3_migration_ledger"

  validation {
    condition     = can(regex("^[^`]{1,64}$", var.TEMP_TABLE_FOR_UPDATE)) && lower(var.TEMP_TABLE_FOR_UPDATE) != lower(var.DATABASE_TABLE_TO_UPDATE)
    error_message = "TEMP_TABLE_FOR_UPDATE must be a table name of 1 to 64 characters other than DATABASE_TABLE_TO_UPDATE."
  }
}

variable "DATABASE_HOST" {
  description = "Host name or address of the MariaDB server, reachable from the private subnets."
  type        = string

  validation {
    condition     = can(regex("^[0-9A-Za-z.:_-]+$", var.DATABASE_HOST)) && !can(regex("^[^:]+:[0-9]+$", var.DATABASE_HOST))
    error_message = "DATABASE_HOST must be a host name or an address alone; the port goes into database_port."
  }
}

variable "DB_USER" {
  description = "Database user of the migration."
  type        = string

  validation {
    condition     = length(var.DB_USER) > 0
    error_message = "DB_USER must not be empty."
  }
}

variable "DB_PASSWORD" {
  description = "Password of DB_USER. Written to Secrets Manager only; give it as TF_VAR_DB_PASSWORD, and raise db_password_version when it changes."
  type        = string
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = length(var.DB_PASSWORD) > 0
    error_message = "DB_PASSWORD must not be empty; set the environment variable TF_VAR_DB_PASSWORD."
  }
}

variable "DATABASE_NAME" {
  description = "Database that holds the production table."
  type        = string

  validation {
    condition     = can(regex("^[^`]{1,64}$", var.DATABASE_NAME))
    error_message = "DATABASE_NAME must be a database name of 1 to 64 characters."
  }
}

variable "DATABASE_TABLE_TO_UPDATE" {
  description = "Production table whose paths are rewritten; empty with MIGRATION_TABLES."
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^[^`]{0,64}$", var.DATABASE_TABLE_TO_UPDATE))
    error_message = "DATABASE_TABLE_TO_UPDATE must be a table name of 1 to 64 characters."
  }
}

variable "MIGRATION_TABLES" {
  description = "Several columns at once instead of DATABASE_TABLE_TO_UPDATE and TABLE_COLUMN_NAME_TO_UPDATE, such as \"ImageData.Imagepath, Users.avatar\"."
  type        = string
  default     = ""

  validation {
    condition     = var.MIGRATION_TABLES == "" || (var.DATABASE_TABLE_TO_UPDATE == "" && var.TABLE_COLUMN_NAME_TO_UPDATE == "")
    error_message = "With MIGRATION_TABLES, DATABASE_TABLE_TO_UPDATE and TABLE_COLUMN_NAME_TO_UPDATE must be empty."
  }

  validation {
    condition     = var.MIGRATION_TABLES != "" || (var.DATABASE_TABLE_TO_UPDATE != "" && var.TABLE_COLUMN_NAME_TO_UPDATE != "")
    error_message = "DATABASE_TABLE_TO_UPDATE and TABLE_COLUMN_NAME_TO_UPDATE must name the column, or MIGRATION_TABLES several of them."
  }
}

variable "TABLE_COLUMN_NAME_TO_UPDATE" {
  description = "Column of the production table that holds the paths; empty with MIGRATION_TABLES."
  type        = string
  default     = ""

  validation {
    condition     = can(regex("^[^`]{0,64}$", var.TABLE_COLUMN_NAME_TO_UPDATE))
    error_message = "TABLE_COLUMN_NAME_TO_UPDATE must be a column name of 1 to 64 characters."
  }
}

variable "AWS_REGION" {
  description = "Region to deploy in, which must be that of TARGET_S3_BUCKET: S3 copies into the region that is asked."
  type        = string
  default     = "us-east-1"

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.AWS_REGION))
    error_message = "AWS_REGION must be the name of a region, for example us-east-1."
  }
}

variable "CONSUMER_TASK_COUNT" {
  description = "Consumer tasks to start with, of any number. Read when the service is created; afterwards the running number belongs to autoscaling and to the program (see the output \"commands\")."
  type        = number
  default     = 1

  validation {
    condition     = var.CONSUMER_TASK_COUNT >= 1 && floor(var.CONSUMER_TASK_COUNT) == var.CONSUMER_TASK_COUNT
    error_message = "CONSUMER_TASK_COUNT must be a whole number of at least 1; to deploy without starting anything set start_on_create = false."
  }
}

# ---------------------------------------------------------------------------------------------------------------------
# Images
# ---------------------------------------------------------------------------------------------------------------------

variable "ECR_S3_JOB_PRODUCER_REPOSITORY_NAME" {
  description = "Name of the ECR repository of the producer's image."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]+([._/-][a-z0-9]+)*$", var.ECR_S3_JOB_PRODUCER_REPOSITORY_NAME))
    error_message = "ECR_S3_JOB_PRODUCER_REPOSITORY_NAME must be a repository's name: lower-case letters and digits, parted by . _ - or /."
  }
}

variable "ECR_S3_JOB_CONSUMER_REPOSITORY_NAME" {
  description = "Name of the ECR repository of the consumer's image; the same image is pushed to both."
  type        = string

  validation {
    condition     = can(regex("^[a-z0-9]+([._/-][a-z0-9]+)*$", var.ECR_S3_JOB_CONSUMER_REPOSITORY_NAME)) && var.ECR_S3_JOB_CONSUMER_REPOSITORY_NAME != var.ECR_S3_JOB_PRODUCER_REPOSITORY_NAME
    error_message = "ECR_S3_JOB_CONSUMER_REPOSITORY_NAME must be a repository's name (lower-case letters and digits, parted by . _ - or /) other than the producer's."
  }
}

variable "image_tag" {
  description = "Tag of the image to run in both repositories. Tags are immutable: a new build takes a new tag."
  type        = string
  default     = "1.0.0"

  validation {
    condition     = can(regex("^[0-9A-Za-z_][0-9A-Za-z_.-]{0,127}$", var.image_tag))
    error_message = "image_tag must be a legal image tag."
  }
}

variable "app_image" {
  description = "The program's image by digest, ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME@sha256:..., to run instead of one that is pushed to repositories of this deployment, of which there are none then: for a second deployment, which takes it from the first one's output \"images\"."
  type        = string
  default     = null

  validation {
    condition     = var.app_image == null || can(regex("^[^@ ]+@sha256:[0-9a-f]{64}$", var.app_image))
    error_message = "app_image must name an image by its digest: NAME@sha256:..."
  }
}

variable "redis_repository_name" {
  description = "Name of the ECR repository that the Redis image is mirrored to, so that no task needs the internet. Null means NAME-redis, after the variable name."
  type        = string
  default     = null

  validation {
    condition     = can(regex("^[a-z0-9]+([._/-][a-z0-9]+)*$", coalesce(var.redis_repository_name, "redis"))) && !contains([var.ECR_S3_JOB_PRODUCER_REPOSITORY_NAME, var.ECR_S3_JOB_CONSUMER_REPOSITORY_NAME], coalesce(var.redis_repository_name, "-"))
    error_message = "redis_repository_name must be a repository's name (lower-case letters and digits, parted by . _ - or /) other than the program's."
  }
}

variable "redis_image_tag" {
  description = "Tag of the Redis image to run in redis_repository_name. Tags are immutable: a patched Redis takes a new one, for example \"7.4-2026-12\"."
  type        = string
  default     = "7.4"

  validation {
    condition     = can(regex("^[0-9A-Za-z_][0-9A-Za-z_.-]{0,127}$", var.redis_image_tag))
    error_message = "redis_image_tag must be a legal image tag."
  }
}

variable "redis_image" {
  description = "Redis image to run instead of the mirrored one, by digest: NAME@sha256:...; one from outside ECR of this region needs a NAT gateway. Null means redis_image_tag in redis_repository_name."
  type        = string
  default     = null

  validation {
    condition     = var.redis_image == null || can(regex("^[^@ ]+@sha256:[0-9a-f]{64}$", var.redis_image))
    error_message = "redis_image must name an image by its digest, NAME@sha256:..., which `docker buildx imagetools inspect NAME:TAG` says; a tag may be another image tomorrow."
  }
}

variable "cpu_architecture" {
  description = "Processor architecture of the tasks, which must be that of the images: X86_64 or ARM64 (about a fifth cheaper)."
  type        = string
  default     = "X86_64"

  validation {
    condition     = contains(["X86_64", "ARM64"], var.cpu_architecture)
    error_message = "cpu_architecture must be X86_64 or ARM64."
  }
}

# ---------------------------------------------------------------------------------------------------------------------
# Deployment
# ---------------------------------------------------------------------------------------------------------------------

variable "name" {
  description = "Name of the cluster and prefix of all other names, except those of the services; deployments side by side need different ones."
  type        = string
  default     = "s3mig"

  validation {
    condition     = can(regex("^[a-z][a-z0-9]*(-[a-z0-9]+)*$", var.name)) && length(var.name) >= 3 && length(var.name) <= 20 && !startswith(var.name, "sg-")
    error_message = "name must be 3 to 20 lower-case letters, digits and single dashes, starting with a letter, and not with sg-, which is for EC2's own names."
  }
}

variable "tags" {
  description = "Tags to put on every resource besides Project and ManagedBy."
  type        = map(string)
  default     = {}
}

variable "start_on_create" {
  description = "Start the migration when the services are created. False creates them at 0 tasks, so that a plan can be looked at first; changing it later has no effect. Null starts it in a given VPC, and not in a created one, which the database does not let in yet."
  type        = bool
  default     = null
}

variable "producer_size" {
  description = "CPU units (1024 = 1 vCPU) and memory in MiB of the producer's task."
  type = object({
    cpu    = optional(number, 1024)
    memory = optional(number, 2048)
  })
  default = {}

  validation {
    condition     = contains(lookup(local.fargate_memory, tostring(var.producer_size.cpu), []), var.producer_size.memory)
    error_message = "producer_size must be a combination that Fargate has, for example cpu 1024 with memory 2048 to 8192 in steps of 1024."
  }
}

variable "consumer_size" {
  description = "CPU units (1024 = 1 vCPU) and memory in MiB of one consumer task."
  type = object({
    cpu    = optional(number, 1024)
    memory = optional(number, 2048)
  })
  default = {}

  validation {
    condition     = contains(lookup(local.fargate_memory, tostring(var.consumer_size.cpu), []), var.consumer_size.memory)
    error_message = "consumer_size must be a combination that Fargate has, for example cpu 1024 with memory 2048 to 8192 in steps of 1024."
  }
}

variable "producer_disk_gib" {
  description = "Disk of the producer's task, and of the operator's commands, in GiB: 20 to 200. `verify` and `plan --list` sort there, about 150 bytes for each row and object."
  type        = number
  default     = 20

  validation {
    condition     = var.producer_disk_gib >= 20 && var.producer_disk_gib <= 200 && floor(var.producer_disk_gib) == var.producer_disk_gib
    error_message = "producer_disk_gib must be a whole number from 20 to 200, Fargate's limits."
  }
}

variable "redis_size" {
  description = "CPU units (1024 = 1 vCPU) and memory in MiB of the Redis task; 60 percent of the memory is Redis's maxmemory."
  type = object({
    cpu    = optional(number, 256)
    memory = optional(number, 1024)
  })
  default = {}

  validation {
    condition     = contains(lookup(local.fargate_memory, tostring(var.redis_size.cpu), []), var.redis_size.memory)
    error_message = "redis_size must be a combination that Fargate has, for example cpu 256 with memory 512, 1024 or 2048."
  }
}

variable "consumer_max_count" {
  description = "Most consumer tasks that autoscaling may run. About 3,500 copies per second and prefix is what S3 allows, which a few tasks reach. Null means 4, or CONSUMER_TASK_COUNT where that is more."
  type        = number
  default     = null

  validation {
    condition     = coalesce(var.consumer_max_count, var.CONSUMER_TASK_COUNT) >= var.CONSUMER_TASK_COUNT
    error_message = "consumer_max_count must not be below CONSUMER_TASK_COUNT."
  }
}

variable "consumer_scale_out_backlog" {
  description = "Jobs in the queue above which, for three minutes without a break, the number of consumers is doubled. Keep it below the program's bound on queued jobs, which the queue never exceeds."
  type        = number
  default     = 20

  validation {
    condition     = var.consumer_scale_out_backlog >= 1
    error_message = "consumer_scale_out_backlog must be at least 1: an empty queue must never start a consumer."
  }
}

variable "consumer_on_spot" {
  description = "Run the consumers but the first on Fargate Spot, about 70 percent cheaper: an interrupted task's jobs are redelivered. Spot is offered for X86_64 and ARM64."
  type        = bool
  default     = false
}

variable "stop_timeout_seconds" {
  description = "Grace period between SIGTERM and SIGKILL in which a task finishes the copies that are in flight; Fargate allows at most 120."
  type        = number
  default     = 90

  validation {
    condition     = var.stop_timeout_seconds > 30 && var.stop_timeout_seconds <= 120
    error_message = "stop_timeout_seconds must be above 30 (the program drains for up to 30 seconds) and at most 120 (Fargate's limit)."
  }
}

variable "health_check_grace_seconds" {
  description = "Time after a container's start in which failing health checks do not count."
  type        = number
  default     = 120

  validation {
    condition     = var.health_check_grace_seconds >= 0 && var.health_check_grace_seconds <= 300
    error_message = "health_check_grace_seconds must be between 0 and 300, ECS's limit."
  }
}

variable "app_user" {
  description = "User (uid:gid) of the program's containers; never root."
  type        = string
  default     = "10001:10001"

  validation {
    condition     = can(regex("^[1-9][0-9]*(:[1-9][0-9]*)?$", var.app_user))
    error_message = "app_user must be a numeric uid or uid:gid other than 0."
  }
}

variable "extra_environment" {
  description = "More settings of the program by the names of their environment variables, for example { DATABASE_SSL_CA = \"system\" }. Never a secret."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for name in keys(var.extra_environment) : !can(regex("(?i)password|secret|token|access_key", name))])
    error_message = "extra_environment is readable in the task definition: it must not carry passwords, secrets, tokens or access keys. They go into extra_secrets."
  }

  validation {
    condition     = length(setintersection(keys(var.extra_environment), local.managed_environment_names)) == 0
    error_message = "extra_environment must not repeat a setting that this configuration has a variable for."
  }
}

variable "extra_secrets" {
  description = "Secret settings of the program by the names of their environment variables, each the ARN of a secret of yours in Secrets Manager, or ARN:JSON-KEY::, for example { STATUS_TOKEN = \"arn:aws:secretsmanager:...\" }. A secret with a key of its own takes kms_key_arn."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for arn in values(var.extra_secrets) : can(regex("^arn:[^:]+:secretsmanager:[^:]+:[0-9]{12}:secret:[^:]+(:[^:]*:[^:]*:[^:]*)?$", arn))])
    error_message = "extra_secrets must be ARNs of secrets in Secrets Manager."
  }

  validation {
    condition     = length(setintersection(keys(var.extra_secrets), concat(local.managed_environment_names, keys(var.extra_environment)))) == 0
    error_message = "extra_secrets must not repeat a setting that this configuration has a variable for, or that extra_environment has."
  }
}

variable "status_page_security_group_ids" {
  description = "Security groups, such as that of a bastion or a VPN, that may open the producer's status page at port 8080. The page shows what the migration does to whoever reaches it; changing something takes STATUS_TOKEN (extra_secrets). Empty: nobody."
  type        = list(string)
  default     = []
}

variable "report_prefix" {
  description = "Folder of TARGET_S3_BUCKET that the producer writes its reports to. Keep it outside TARGET_OBJECT_PREFIX."
  type        = string
  default     = "s3-migration-reports"

  validation {
    condition     = can(regex("^[0-9A-Za-z!_.'()-][0-9A-Za-z!_.'()/-]*$", var.report_prefix)) && !endswith(var.report_prefix, "/")
    error_message = "report_prefix must be a folder without a leading or trailing slash."
  }

  validation {
    condition     = trimsuffix(var.TARGET_OBJECT_PREFIX, "/") == "" || !startswith("${var.report_prefix}/", "${trimsuffix(var.TARGET_OBJECT_PREFIX, "/")}/")
    error_message = "report_prefix must not lie under TARGET_OBJECT_PREFIX, where it would mix with the migrated objects."
  }
}

# ---------------------------------------------------------------------------------------------------------------------
# Database
# ---------------------------------------------------------------------------------------------------------------------

variable "database_port" {
  description = "Port of the MariaDB server."
  type        = number
  default     = 3306

  validation {
    condition     = var.database_port >= 1 && var.database_port <= 65535
    error_message = "database_port must be between 1 and 65535."
  }
}

variable "database_security_group_id" {
  description = "Security group of the database to open for the tasks; null leaves it to you. It must be in the same VPC or in a peered one of the same region."
  type        = string
  default     = null
}

variable "database_cidr_blocks" {
  description = "Where the tasks may reach the database port when there is no database_security_group_id and DATABASE_HOST is a name rather than an IPv4 address."
  type        = list(string)
  default     = ["0.0.0.0/0"]

  validation {
    condition     = alltrue([for block in var.database_cidr_blocks : can(cidrnetmask(block))])
    error_message = "database_cidr_blocks must be IPv4 CIDR blocks."
  }
}

variable "db_password_version" {
  description = "Raise it by one to write a changed DB_PASSWORD: Terraform keeps nothing that it could compare the password with."
  type        = number
  default     = 1
}

# ---------------------------------------------------------------------------------------------------------------------
# Queue
# ---------------------------------------------------------------------------------------------------------------------

variable "redis_on_elasticache" {
  description = "Use an ElastiCache Valkey replication group instead of a Redis container with its append-only file on EFS."
  type        = bool
  default     = false
}

variable "elasticache_node_type" {
  description = "Node type of the Valkey replication group."
  type        = string
  default     = "cache.t4g.small"

  validation {
    condition     = startswith(var.elasticache_node_type, "cache.")
    error_message = "elasticache_node_type must be an ElastiCache node type, for example cache.t4g.small."
  }
}

variable "elasticache_node_count" {
  description = "Nodes of the Valkey replication group; with two or more a replica in another zone takes over by itself."
  type        = number
  default     = 2

  validation {
    condition     = var.elasticache_node_count >= 1 && var.elasticache_node_count <= 6
    error_message = "elasticache_node_count must be between 1 and 6."
  }
}

variable "redis_auth_enabled" {
  description = "Require REDIS_PASSWORD of everyone who connects to the queue, besides the security group."
  type        = bool
  default     = false
}

variable "REDIS_PASSWORD" {
  description = "Password of the queue when redis_auth_enabled is true. Written to Secrets Manager only; give it as TF_VAR_REDIS_PASSWORD, and raise redis_password_version when it changes."
  type        = string
  default     = null
  sensitive   = true
  ephemeral   = true

  validation {
    condition     = !var.redis_auth_enabled || can(regex("^[0-9A-Za-z!&#$^<>][0-9A-Za-z!&#$^<>-]{15,127}$", var.REDIS_PASSWORD))
    error_message = "REDIS_PASSWORD must be 16 to 128 letters, digits or !&#$^<>-, not starting with a dash, when redis_auth_enabled is true; set TF_VAR_REDIS_PASSWORD."
  }
}

variable "redis_password_version" {
  description = "Raise it by one to write a changed REDIS_PASSWORD."
  type        = number
  default     = 1
}

variable "redis_password_strategy" {
  description = "What becomes of the password before when redis_password_version is raised with ElastiCache. ROTATE: both are good, so that tasks can be replaced meanwhile; SET: only REDIS_PASSWORD is good. See docs/deploy-ecs.md."
  type        = string
  default     = "ROTATE"

  validation {
    condition     = contains(["ROTATE", "SET"], var.redis_password_strategy)
    error_message = "redis_password_strategy must be ROTATE or SET."
  }
}

# ---------------------------------------------------------------------------------------------------------------------
# Network
# ---------------------------------------------------------------------------------------------------------------------

variable "vpc_id" {
  description = "VPC to deploy in, usually the database's. Null creates one."
  type        = string
  default     = null
}

variable "private_subnet_ids" {
  description = "Private subnets of vpc_id for the tasks, in different availability zones. Leave empty when the VPC is created."
  type        = list(string)
  default     = []

  validation {
    condition     = (var.vpc_id == null) == (length(var.private_subnet_ids) == 0)
    error_message = "Give private_subnet_ids together with vpc_id, or neither to have both created."
  }
}

variable "private_route_table_ids" {
  description = "Route tables of private_subnet_ids that get the S3 gateway endpoint. Needed only with create_vpc_endpoints = true in a given VPC."
  type        = list(string)
  default     = []
}

variable "vpc_cidr" {
  description = "Address range of the created VPC."
  type        = string
  default     = "10.80.0.0/20"

  validation {
    condition     = can(cidrnetmask(var.vpc_cidr)) && try(tonumber(split("/", var.vpc_cidr)[1]) >= 16 && tonumber(split("/", var.vpc_cidr)[1]) <= 22, false)
    error_message = "vpc_cidr must be an IPv4 CIDR block between /16 and /22."
  }
}

variable "availability_zone_count" {
  description = "Availability zones that the created VPC spans, or as many as the region has."
  type        = number
  default     = 2

  validation {
    condition     = var.availability_zone_count >= 2 && var.availability_zone_count <= 4
    error_message = "availability_zone_count must be between 2 and 4."
  }
}

variable "create_vpc_endpoints" {
  description = "Create the VPC endpoints for S3, ECR, CloudWatch Logs, Secrets Manager and ECS. Null creates them with a created VPC and not in a given one, which has its own or a NAT gateway. True in a given VPC changes the way of EVERYTHING in it to these services, and in private_route_table_ids to S3: see docs/deploy-ecs.md before."
  type        = bool
  default     = null

  validation {
    condition     = var.create_vpc_endpoints != false || var.vpc_id != null || local.create_nat
    error_message = "A created VPC needs endpoints or a NAT gateway: without either no task can pull its image."
  }

  validation {
    condition     = var.create_vpc_endpoints != true || var.vpc_id == null || length(var.private_route_table_ids) > 0 || var.source_in_another_region
    error_message = "create_vpc_endpoints in a given VPC needs private_route_table_ids for the S3 gateway endpoint."
  }
}

variable "interface_endpoints" {
  description = "With create_vpc_endpoints in a given VPC, the interface endpoints to create: without those that the VPC has already, as no two can have the same name in a VPC."
  type        = list(string)
  default     = ["ecr.api", "ecr.dkr", "ecs", "logs", "secretsmanager"]

  validation {
    condition     = length(setsubtract(var.interface_endpoints, local.needed_endpoints)) == 0
    error_message = "interface_endpoints must be of ecr.api, ecr.dkr, ecs, logs, secretsmanager: the tasks ask for nothing else."
  }
}

variable "enable_nat_gateway" {
  description = "Give the created VPC a NAT gateway (about 0.045 USD per hour and per GB): for a database with a public address, a source bucket in another region, or an image from outside ECR. Null gives it one when DATABASE_HOST is a public IPv4 address."
  type        = bool
  default     = null

  validation {
    condition     = var.enable_nat_gateway != false || var.vpc_id != null || !local.database_is_public
    error_message = "DATABASE_HOST is a public address, and a created VPC has no way to it without a NAT gateway: leave enable_nat_gateway out or set it to true."
  }
}

variable "source_in_another_region" {
  description = "SOURCE_S3_BUCKET is in another region, which the program finds out itself. S3 VPC endpoints do not carry copies across regions, so none is created and S3 is reached through the NAT gateway."
  type        = bool
  default     = false

  validation {
    condition     = !var.source_in_another_region || var.vpc_id != null || local.create_nat
    error_message = "source_in_another_region needs enable_nat_gateway = true, or a given VPC that has a NAT gateway."
  }
}

# ---------------------------------------------------------------------------------------------------------------------
# Encryption, logs, alarms
# ---------------------------------------------------------------------------------------------------------------------

variable "kms_key_arn" {
  description = "Customer-managed key for EFS, Secrets Manager, ECR, the logs and ElastiCache; its policy must let CloudWatch Logs use it. Null uses AWS-managed keys."
  type        = string
  default     = null

  validation {
    condition     = var.kms_key_arn == null || can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.kms_key_arn))
    error_message = "kms_key_arn must be the ARN of a key (not of an alias)."
  }
}

variable "source_kms_key_arn" {
  description = "Key that the source objects are encrypted with (SSE-KMS), for the permission to decrypt them. Null when they are not."
  type        = string
  default     = null

  validation {
    condition     = var.source_kms_key_arn == null || can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.source_kms_key_arn))
    error_message = "source_kms_key_arn must be the ARN of a key (not of an alias)."
  }
}

variable "target_kms_key_arn" {
  description = "Key that the target bucket encrypts with (SSE-KMS), for the permission to use it. Null when it does not."
  type        = string
  default     = null

  validation {
    condition     = var.target_kms_key_arn == null || can(regex("^arn:[^:]+:kms:[^:]+:[0-9]{12}:key/.+$", var.target_kms_key_arn))
    error_message = "target_kms_key_arn must be the ARN of a key (not of an alias)."
  }
}

variable "log_retention_days" {
  description = "Days that the logs are kept."
  type        = number
  default     = 30

  validation {
    condition     = contains([1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653], var.log_retention_days)
    error_message = "log_retention_days must be a number of days that CloudWatch Logs offers, for example 7, 30, 90 or 365; never 0, which means for ever."
  }
}

variable "alarm_sns_topic_arn" {
  description = "SNS topic that the alarms notify. Null creates the alarms without a notification."
  type        = string
  default     = null

  validation {
    condition     = var.alarm_sns_topic_arn == null || can(regex("^arn:[^:]+:sns:[^:]+:[0-9]{12}:.+$", var.alarm_sns_topic_arn))
    error_message = "alarm_sns_topic_arn must be the ARN of an SNS topic."
  }
}

variable "no_progress_minutes" {
  description = "Minutes without a single row handled, while jobs are queued, or rewritten, while copied rows wait for it, after which the no-progress alarm fires; a multiple of 5, at most 1,440."
  type        = number
  default     = 15

  validation {
    condition     = var.no_progress_minutes >= 5 && var.no_progress_minutes <= 1440 && var.no_progress_minutes % 5 == 0
    error_message = "no_progress_minutes must be a multiple of 5 of at most 1440: CloudWatch looks back one day."
  }
}
