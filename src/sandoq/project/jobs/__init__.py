"""Long work outside requests: kept in the database, taken by workers, given back if one dies.

A room declares a job with `django_tasks.task` and enqueues it in the transaction that asks for it,
so there is never the one without the other. A job may be begun twice (its worker was lost), so it
must be idempotent.
"""
