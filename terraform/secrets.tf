# The passwords come in as ephemeral variables and go out through write-only arguments: neither plan nor state ever holds them. The
# containers get them from Secrets Manager when they start. Deleted at once on destroy, so that the names are free for the next time.

locals {
  # ARN:JSON-KEY:VERSION-STAGE:VERSION-ID names a part of the secret, ARN the secret.
  extra_secret_arns = distinct([for arn in values(var.extra_secrets) : join(":", slice(split(":", arn), 0, 7))])
}

resource "aws_secretsmanager_secret" "db_password" {
  name                    = "${var.name}/db-password"
  description             = "Password of the migration's database user"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "db_password" {
  secret_id                = aws_secretsmanager_secret.db_password.id
  secret_string_wo         = var.DB_PASSWORD
  secret_string_wo_version = var.db_password_version
}

resource "aws_secretsmanager_secret" "redis_password" {
  count = var.redis_auth_enabled ? 1 : 0

  name                    = "${var.name}/redis-password"
  description             = "Password of the migration's queue"
  kms_key_id              = var.kms_key_arn
  recovery_window_in_days = 0
}

resource "aws_secretsmanager_secret_version" "redis_password" {
  count = var.redis_auth_enabled ? 1 : 0

  secret_id                = aws_secretsmanager_secret.redis_password[0].id
  secret_string_wo         = var.REDIS_PASSWORD
  secret_string_wo_version = var.redis_password_version
}
