import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0001_initial'),
        ('organization', '0001_initial'),
        ('organization', '__first__'),
        ('regulations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Deadline',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('subject_number', models.CharField(blank=True, max_length=40, verbose_name='Number')),
                ('name', models.CharField(max_length=80)),
                ('label', models.CharField(max_length=80, verbose_name='Time limit')),
                ('started_by', models.CharField(blank=True, max_length=60)),
                ('met_by', models.CharField(blank=True, max_length=60)),
                ('terms', models.JSONField(default=dict)),
                ('starts_at', models.DateTimeField(verbose_name='Starts at')),
                ('limit_minutes', models.PositiveIntegerField(verbose_name='Limit (minutes)')),
                ('calendar_code', models.CharField(max_length=40, verbose_name='Calendar')),
                ('calendar_version', models.PositiveIntegerField(default=0)),
                ('due_at', models.DateTimeField(verbose_name='Due at')),
                ('met_at', models.DateTimeField(null=True, verbose_name='Done at')),
                ('cancelled_at', models.DateTimeField(null=True)),
                ('state', models.CharField(choices=[('open', 'Clock runs'), ('paused', 'Paused'), ('met', 'Done'), ('cancelled', 'Dropped')], default='open', editable=False, max_length=12, verbose_name='State')),
                ('is_late', models.BooleanField(default=False, verbose_name='Late')),
                ('waiting', models.JSONField(default=list)),
                ('next_rung_at', models.DateTimeField(null=True)),
                ('clause', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regulations.clause')),
                ('outlet', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.outlet')),
                ('owner', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Responsible')),
                ('parameter', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regulations.parameter')),
            ],
            options={
                'ordering': ['due_at', 'id'],
                'indexes': [models.Index(fields=['kind', 'subject_id'], name='deadline_subject'), models.Index(condition=models.Q(('cancelled_at__isnull', True), ('met_at__isnull', True)), fields=['due_at', 'id'], name='deadline_running_due'), models.Index(condition=models.Q(('cancelled_at__isnull', True), ('met_at__isnull', True)), fields=['kind', 'state', 'due_at', 'subject_id'], name='deadline_running_kind'), models.Index(condition=models.Q(('cancelled_at__isnull', True), ('met_at__isnull', True)), fields=['owner', 'due_at'], name='deadline_running_owner'), models.Index(condition=models.Q(('cancelled_at__isnull', True), ('met_at__isnull', True)), fields=['calendar_code', 'id'], name='deadline_running_calendar'), models.Index(condition=models.Q(('next_rung_at__isnull', False)), fields=['next_rung_at'], name='deadline_next_rung'), models.Index(condition=models.Q(('met_at__isnull', False)), fields=['met_at'], name='deadline_met')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('cancelled_at__isnull', True), ('met_at__isnull', True)), fields=('kind', 'subject_id', 'name'), name='deadline_runs_once')],
            },
        ),
        migrations.CreateModel(
            name='Pause',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=80, verbose_name='Reason')),
                ('note', models.CharField(blank=True, max_length=400, verbose_name='Note')),
                ('starts_at', models.DateTimeField(verbose_name='From')),
                ('ends_at', models.DateTimeField(null=True, verbose_name='Until')),
                ('stops_clock', models.BooleanField(default=True, verbose_name='Stops the clock')),
                ('cap', models.CharField(blank=True, max_length=20, verbose_name='At most')),
                ('wait', models.CharField(blank=True, max_length=20)),
                ('deadline', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pauses', to='deadlines.deadline')),
                ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.attachment', verbose_name='Evidence')),
            ],
            options={
                'ordering': ['starts_at', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ends_at__isnull', True)), fields=('deadline',), name='deadline_paused_once'), models.CheckConstraint(condition=models.Q(('ends_at__isnull', True), ('ends_at__gte', models.F('starts_at')), _connector='OR'), name='deadline_pause_forward')],
            },
        ),
        migrations.CreateModel(
            name='Rung',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('percent', models.PositiveSmallIntegerField()),
                ('tells', models.CharField(max_length=40)),
                ('fired_at', models.DateTimeField()),
                ('told', models.JSONField(default=list)),
                ('deadline', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rungs', to='deadlines.deadline')),
            ],
            options={
                'ordering': ['percent', 'id'],
                'constraints': [models.UniqueConstraint(fields=('deadline', 'percent', 'tells'), name='rung_once')],
            },
        ),
    ]
