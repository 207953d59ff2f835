import django.db.models.deletion
import django.utils.timezone
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organization', '__first__'),
        ('regulations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RewardSummary',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('number', models.CharField(editable=False, max_length=40, unique=True, verbose_name='Number')),
                ('state', models.CharField(editable=False, max_length=24, verbose_name='State')),
                ('month', models.DateField(unique=True, verbose_name='Month')),
                ('handed_at', models.DateTimeField(blank=True, null=True, verbose_name='Handed over at')),
                ('people', models.PositiveIntegerField(default=0, verbose_name='People')),
                ('rewarded', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=12, verbose_name='Rewards (CNY)')),
                ('fined', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=12, verbose_name='Fines (CNY)')),
                ('made_good', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=12, verbose_name='Losses made good (CNY)')),
                ('drawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Drawn up by')),
                ('handed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Handed over by')),
            ],
            options={
                'verbose_name': 'Monthly summary of rewards and penalties',
                'ordering': ['-month'],
            },
        ),
        migrations.CreateModel(
            name='Certificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('name', models.CharField(max_length=80, verbose_name='Certificate')),
                ('code', models.CharField(blank=True, max_length=40, verbose_name='Code')),
                ('number', models.CharField(blank=True, max_length=60, verbose_name='Certificate number')),
                ('issued_on', models.DateField(blank=True, null=True, verbose_name='Issued on')),
                ('expires_on', models.DateField(blank=True, db_index=True, null=True, verbose_name='Valid until')),
                ('skill', models.CharField(blank=True, help_text='What it allows, e.g. a product line.', max_length=60, verbose_name='Skill')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='certificates', to=settings.AUTH_USER_MODEL, verbose_name='Colleague')),
            ],
            options={
                'verbose_name': 'Certificate',
                'ordering': ['staff', 'expires_on', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('issued_on', None), ('expires_on', None), ('expires_on__gte', models.F('issued_on')), _connector='OR'), name='certificate_expires_after_issue', violation_error_message='It expires before it was issued.')],
            },
        ),
        migrations.CreateModel(
            name='Reward',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('number', models.CharField(editable=False, max_length=40, unique=True, verbose_name='Number')),
                ('state', models.CharField(editable=False, max_length=24, verbose_name='State')),
                ('subject_kind', models.CharField(blank=True, max_length=60)),
                ('subject_id', models.BigIntegerField(blank=True, null=True)),
                ('subject_number', models.CharField(blank=True, max_length=40, verbose_name='Case')),
                ('offence', models.CharField(max_length=40)),
                ('label', models.CharField(max_length=200, verbose_name='What for')),
                ('rules', models.JSONField(default=list)),
                ('consequence', models.CharField(choices=[('reward', 'Reward'), ('warning', 'Warning'), ('fine', 'Fine'), ('make_good', 'Make good the loss'), ('transfer', 'Transfer to another post'), ('dismissal', 'Dismissal')], max_length=12, verbose_name='Consequence')),
                ('quantity', models.PositiveIntegerField(default=1, verbose_name='Pieces')),
                ('low', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='From (CNY)')),
                ('high', models.DecimalField(decimal_places=2, max_digits=12, verbose_name='To (CNY)')),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12, null=True, verbose_name='Amount (CNY)')),
                ('loss', models.DecimalField(decimal_places=2, default=Decimal('0'), max_digits=12, verbose_name='Loss made good (CNY)')),
                ('choice_reason', models.CharField(blank=True, max_length=300, verbose_name='Why this amount')),
                ('reason', models.TextField(verbose_name='What happened')),
                ('happened_on', models.DateField(verbose_name='Happened on')),
                ('is_grave', models.BooleanField(default=False, verbose_name='Grave')),
                ('proposed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='Proposed at')),
                ('issued_at', models.DateTimeField(blank=True, null=True, verbose_name='Issued at')),
                ('dispute', models.TextField(blank=True, verbose_name='Why it is disputed')),
                ('disputed_at', models.DateTimeField(blank=True, null=True, verbose_name='Disputed at')),
                ('ruling', models.TextField(blank=True, verbose_name='Decision of administration')),
                ('ruled_at', models.DateTimeField(blank=True, null=True, verbose_name='Decided at')),
                ('settled_at', models.DateTimeField(blank=True, null=True, verbose_name='In effect since')),
                ('clause', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regulations.clause', verbose_name='Clause')),
                ('issued_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Issued by')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Whose turn')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rewards', to=settings.AUTH_USER_MODEL, verbose_name='Colleague')),
                ('proposed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Proposed by')),
                ('ruled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Decided by')),
                ('summary', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rewards', to='people.rewardsummary', verbose_name='Monthly summary')),
            ],
            options={
                'verbose_name': 'Notice of reward or penalty',
                'indexes': [models.Index(fields=['-proposed_at', '-id'], name='reward_by_time'), models.Index(fields=['person', 'offence', 'happened_on'], name='reward_earlier'), models.Index(fields=['subject_kind', 'subject_id'], name='reward_subject'), models.Index(fields=['state', 'settled_at'], name='reward_settled')],
                'constraints': [models.CheckConstraint(condition=models.Q(('loss__gte', 0), ('low__gte', 0)), name='reward_not_negative'), models.CheckConstraint(condition=models.Q(('amount', None), ('amount__gte', 0), _connector='OR'), name='reward_amount_not_negative')],
            },
        ),
    ]
