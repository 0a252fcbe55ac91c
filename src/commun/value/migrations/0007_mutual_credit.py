import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

import commun.people.models
from commun.core.together import Together


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_first_tables"),
        ("governance", "0007_a_disagreement_may_be_taken_up"),
        ("value", "0006_common_pot"),
    ]

    operations = [
        Together(
            [
                migrations.CreateModel(
                    name="CreditCode",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "code",
                            models.CharField(
                                default=commun.people.models.new_ref,
                                editable=False,
                                max_length=10,
                                unique=True,
                                verbose_name="code",
                            ),
                        ),
                        ("since", models.DateField(verbose_name="since")),
                        (
                            "membership",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.membership",
                                verbose_name="member",
                            ),
                        ),
                        (
                            "space",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.space"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "code of mutual credit",
                        "verbose_name_plural": "codes of mutual credit",
                        "constraints": [
                            models.UniqueConstraint(fields=("space", "membership"), name="credit_code_once_a_member")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CreditLimit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("below", models.BigIntegerField(verbose_name="how far below zero")),
                        ("above", models.BigIntegerField(verbose_name="how far above zero")),
                        ("cents", models.BigIntegerField(blank=True, null=True, verbose_name="said to be worth")),
                        ("on", models.DateField(verbose_name="decided on")),
                        (
                            "book",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="limits", to="value.book"
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.decision",
                                verbose_name="decision",
                            ),
                        ),
                        (
                            "membership",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.membership",
                                verbose_name="member",
                            ),
                        ),
                        (
                            "space",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.space"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "limit of mutual credit",
                        "verbose_name_plural": "limits of mutual credit",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("space", "decision"), name="credit_limit_once_by_a_decision"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("above__gte", 0),
                                    (
                                        "below__gt",
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("above"), "*", models.Value(-1)
                                        ),
                                    ),
                                    ("below__gte", 0),
                                ),
                                name="credit_limit_leaves_room",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CreditRequest",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "ref",
                            models.CharField(
                                default=commun.people.models.new_ref, editable=False, max_length=10, unique=True
                            ),
                        ),
                        ("amount", models.BigIntegerField(verbose_name="amount")),
                        ("words", models.CharField(blank=True, max_length=200, verbose_name="what for")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "waits for an answer"),
                                    ("accepted", "accepted"),
                                    ("refused", "refused"),
                                    ("withdrawn", "withdrawn"),
                                ],
                                default="waiting",
                                max_length=9,
                                verbose_name="state",
                            ),
                        ),
                        ("made_at", models.DateTimeField(verbose_name="asked on")),
                        ("answered_at", models.DateTimeField(blank=True, null=True, verbose_name="answered on")),
                        ("key", models.CharField(blank=True, max_length=80)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.membership",
                                verbose_name="asked by",
                            ),
                        ),
                        (
                            "asked_of",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.membership",
                                verbose_name="asked of",
                            ),
                        ),
                        (
                            "book",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="requests", to="value.book"
                            ),
                        ),
                        (
                            "space",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.space"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "request of mutual credit",
                        "verbose_name_plural": "requests of mutual credit",
                        "ordering": ["pk"],
                        "indexes": [models.Index(fields=["asked_of", "state"], name="credit_request_asked_of")],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("key", ""), _negated=True),
                                fields=("space", "key"),
                                name="credit_request_once_by_a_form",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)), name="credit_request_amount_positive"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("asked_by", models.F("asked_of")), _negated=True),
                                name="credit_request_between_two",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CreditTrust",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("most", models.BigIntegerField(verbose_name="it may owe at most")),
                        ("on", models.DateField(verbose_name="decided on")),
                        (
                            "book",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="trusts", to="value.book"
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="governance.decision",
                                verbose_name="decision",
                            ),
                        ),
                        (
                            "neighbour",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="core.space",
                                verbose_name="the other group",
                            ),
                        ),
                        (
                            "space",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.space"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "trust limit between two groups",
                        "verbose_name_plural": "trust limits between two groups",
                        "ordering": ["pk"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("space", "decision"), name="credit_trust_once_by_a_decision"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("most__gte", 0)), name="credit_trust_not_negative"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("neighbour", models.F("space")), _negated=True),
                                name="credit_trust_of_another",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
