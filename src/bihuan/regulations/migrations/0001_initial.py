import bihuan.regulations.models.documents
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organization', '0001_initial'),
        ('organization', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='RulesStamp',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stamp', models.CharField(default=bihuan.regulations.models.documents.new_stamp, max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='DisposalList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('number', models.CharField(editable=False, max_length=40, unique=True, verbose_name='Number')),
                ('state', models.CharField(editable=False, max_length=24, verbose_name='State')),
                ('drawn_up_at', models.DateTimeField(verbose_name='Drawn up at')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='Approved at')),
                ('executed_at', models.DateTimeField(blank=True, null=True, verbose_name='Destroyed at')),
                ('wish', models.CharField(blank=True, max_length=120, verbose_name='At whose wish')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='Why refused')),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Approved by')),
                ('drawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Drawn up by')),
                ('executed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Destroyed by')),
            ],
            options={
                'verbose_name': 'Disposal list',
            },
        ),
        migrations.CreateModel(
            name='Regulation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('key', models.CharField(max_length=16, unique=True, verbose_name='Key')),
                ('code', models.CharField(blank=True, max_length=40, verbose_name='Document code')),
                ('title', models.CharField(max_length=120, verbose_name='Title')),
                ('owner_name', models.CharField(blank=True, max_length=60, verbose_name='Owner as written')),
                ('is_active', models.BooleanField(default=True, verbose_name='Active')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='organization.department', verbose_name='Owning department')),
            ],
            options={
                'verbose_name': 'Regulation',
                'ordering': ['key'],
            },
        ),
        migrations.CreateModel(
            name='RegulationVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('number', models.CharField(editable=False, max_length=40, unique=True, verbose_name='Number')),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'Joint review'), ('approved', 'Approved'), ('in_force', 'In force'), ('withdrawn', 'Withdrawn')], default='draft', max_length=24, verbose_name='State')),
                ('version', models.CharField(max_length=16, verbose_name='Version')),
                ('sequence', models.PositiveIntegerField(default=1, editable=False)),
                ('note', models.TextField(blank=True, verbose_name='What changes and why')),
                ('effective_on', models.DateField(blank=True, null=True, verbose_name='Effective on')),
                ('drafted_name', models.CharField(blank=True, max_length=80, verbose_name='Drafted by')),
                ('checked_name', models.CharField(blank=True, max_length=80, verbose_name='Checked by')),
                ('reviewed_name', models.CharField(blank=True, max_length=200, verbose_name='Jointly reviewed by')),
                ('approved_name', models.CharField(blank=True, max_length=80, verbose_name='Approved by')),
                ('approved_at', models.DateTimeField(blank=True, null=True, verbose_name='Approved at')),
                ('in_force_at', models.DateTimeField(blank=True, null=True, verbose_name='In force since')),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='Withdrawn at')),
                ('review_state', models.CharField(choices=[('none', 'Not circulated'), ('running', 'Circulating'), ('agreed', 'Agreed'), ('refused', 'Refused')], default='none', editable=False, max_length=12)),
                ('pack_digest', models.CharField(blank=True, editable=False, max_length=64)),
                ('approved_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('based_on', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regulations.regulationversion')),
                ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('drafted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('regulation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='regulations.regulation')),
            ],
            options={
                'verbose_name': 'Version of a regulation',
                'ordering': ['regulation', '-sequence'],
                'constraints': [models.UniqueConstraint(fields=('regulation', 'version'), name='regulation_version_once'), models.UniqueConstraint(condition=models.Q(('state', 'in_force')), fields=('regulation',), name='regulation_one_in_force')],
            },
        ),
        migrations.CreateModel(
            name='Clause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(blank=True, max_length=16, verbose_name='Clause number')),
                ('heading', models.CharField(max_length=120, verbose_name='Heading')),
                ('text', models.TextField(blank=True, verbose_name='Wording')),
                ('order', models.PositiveIntegerField(default=0, editable=False)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clauses', to='regulations.regulationversion')),
            ],
            options={
                'verbose_name': 'Clause',
                'ordering': ['order', 'pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('version', 'number'), name='clause_number_once')],
            },
        ),
        migrations.CreateModel(
            name='ReviewOpinion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reviewer_name', models.CharField(max_length=80, verbose_name='Reviewer')),
                ('agrees', models.BooleanField(verbose_name='Agrees')),
                ('opinion', models.TextField(blank=True, verbose_name='Opinion')),
                ('at', models.DateTimeField(verbose_name='At')),
                ('reviewer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='opinions', to='regulations.regulationversion')),
            ],
            options={
                'verbose_name': 'Opinion of the joint review',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Scope',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dimension', models.CharField(choices=[('department', 'Department'), ('product_line', 'Product line'), ('customer', 'Customer'), ('business', 'Business')], max_length=16, verbose_name='Dimension')),
                ('value', models.CharField(max_length=80, verbose_name='Value')),
                ('regulation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='scopes', to='regulations.regulation')),
            ],
            options={
                'verbose_name': 'Scope',
                'ordering': ['dimension', 'value'],
                'constraints': [models.UniqueConstraint(fields=('regulation', 'dimension', 'value'), name='scope_once')],
            },
        ),
        migrations.CreateModel(
            name='DisposalLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject_kind', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('subject_number', models.CharField(max_length=40, verbose_name='Number')),
                ('months', models.PositiveSmallIntegerField(null=True, verbose_name='Months kept')),
                ('ended_on', models.DateField(verbose_name='Ended on')),
                ('kept_until', models.DateField(null=True, verbose_name='Kept until')),
                ('outcome', models.CharField(choices=[('open', 'To be destroyed'), ('done', 'Destroyed'), ('struck', 'Struck off the list'), ('kept', 'Kept after all')], default='open', max_length=10, verbose_name='Outcome')),
                ('remark', models.CharField(blank=True, max_length=200, verbose_name='Remark')),
                ('clause', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regulations.clause', verbose_name='Clause')),
                ('disposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='regulations.disposallist')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('outcome__in', ('open', 'done'))), fields=('subject_kind', 'subject_id'), name='disposal_once')],
            },
        ),
        migrations.CreateModel(
            name='LegalHold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('subject_kind', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('subject_number', models.CharField(blank=True, max_length=40, verbose_name='Number')),
                ('reason', models.CharField(max_length=200, verbose_name='Why it must be kept')),
                ('placed_at', models.DateTimeField(verbose_name='Placed at')),
                ('lifted_at', models.DateTimeField(blank=True, null=True, verbose_name='Lifted at')),
                ('lifted_because', models.CharField(blank=True, max_length=200, verbose_name='Why it is lifted')),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Lifted by')),
                ('placed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Placed by')),
            ],
            options={
                'verbose_name': 'Legal hold',
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('subject_kind', 'subject_id'), name='hold_once')],
            },
        ),
        migrations.CreateModel(
            name='Parameter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('time_limit', 'time_limit'), ('rung', 'rung'), ('route', 'route'), ('form_field', 'form_field'), ('numbering', 'numbering'), ('classification', 'classification'), ('issue_class', 'issue_class'), ('cause_scheme', 'cause_scheme'), ('closing_gate', 'closing_gate'), ('warranty', 'warranty'), ('repair_warranty', 'repair_warranty'), ('coverage', 'coverage'), ('software', 'software'), ('commitment', 'commitment'), ('parts_supply', 'parts_supply'), ('remedy', 'remedy'), ('depreciation', 'depreciation'), ('exclusion', 'exclusion'), ('charge_basis', 'charge_basis'), ('service_class', 'service_class'), ('threshold', 'threshold'), ('amount', 'amount'), ('same_day', 'same_day'), ('ratio', 'ratio'), ('approval_limit', 'approval_limit'), ('frequency', 'frequency'), ('opinion_card', 'opinion_card'), ('survey', 'survey'), ('escalation', 'escalation'), ('reconciliation', 'reconciliation'), ('report', 'report'), ('dispatch_rule', 'dispatch_rule'), ('month_day', 'month_day'), ('expense_terms', 'expense_terms'), ('visitor', 'visitor'), ('questions', 'questions'), ('crew_size', 'crew_size'), ('signature', 'signature'), ('service_hours', 'service_hours'), ('zeroing', 'zeroing'), ('authority', 'authority'), ('call_out', 'call_out'), ('promise', 'promise'), ('estimate_terms', 'estimate_terms'), ('recall_notice', 'recall_notice'), ('callback', 'callback'), ('callback_rule', 'callback_rule'), ('callback_script', 'callback_script'), ('collection_reminder', 'collection_reminder'), ('loaner', 'loaner'), ('tool_care', 'tool_care'), ('retention', 'retention'), ('guide', 'guide'), ('link_term', 'link_term'), ('penalty', 'penalty'), ('heavier_penalty', 'heavier_penalty'), ('account_tier', 'account_tier'), ('tier_factor', 'tier_factor'), ('rating_schedule', 'rating_schedule'), ('score_part', 'score_part'), ('grade_band', 'grade_band'), ('needs_round', 'needs_round'), ('care_plan', 'care_plan')], max_length=24, verbose_name='Kind')),
                ('name', models.CharField(max_length=40, verbose_name='Name')),
                ('data', models.JSONField(default=dict)),
                ('when', models.JSONField(blank=True, default=dict)),
                ('order', models.PositiveIntegerField(default=0, editable=False)),
                ('clause', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parameters', to='regulations.clause')),
            ],
            options={
                'verbose_name': 'Parameter',
                'ordering': ['order', 'pk'],
                'indexes': [models.Index(fields=['kind', 'name'], name='parameter_kind_name')],
            },
        ),
    ]
