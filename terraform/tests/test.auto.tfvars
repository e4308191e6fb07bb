# The settings that all tests start from.
ECR_S3_JOB_PRODUCER_REPOSITORY_NAME = "s3jobproducer"
ECR_S3_JOB_CONSUMER_REPOSITORY_NAME = "s3jobconsumer"

SOURCE_S3_BUCKET        = "legacybucket"
TARGET_S3_BUCKET        = "newproductionbucket"
LEGACY_S3_OBJECT_PREFIX = "image"
TARGET_OBJECT_PREFIX    = "avatar/"

DATABASE_HOST               = "db.example.internal"
DB_USER                     = "migration"
DB_PASSWORD                 = "not-a-real-password"
DATABASE_NAME               = "ImageDataDatabase"
DATABASE_TABLE_TO_UPDATE    = "ImageDataTable"
TABLE_COLUMN_NAME_TO_UPDATE = "ImagePath"

# Unused unless redis_auth_enabled is set. An ephemeral variable has to be given in every run of a test.
REDIS_PASSWORD = "not-a-real-password-either"
