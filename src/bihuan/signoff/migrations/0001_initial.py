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
            name='Circulation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('subject_kind', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('subject_number', models.CharField(blank=True, max_length=40, verbose_name='Number')),
                ('subject_title', models.CharField(blank=True, max_length=200, verbose_name='Subject of the form')),
                ('form', models.CharField(max_length=40, verbose_name='Form')),
                ('label', models.CharField(max_length=80, verbose_name='Form')),
                ('facts', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('running', 'On its way'), ('agreed', 'All have agreed'), ('refused', 'Turned down'), ('withdrawn', 'Taken back')], default='running', editable=False, max_length=12, verbose_name='State')),
                ('begun_at', models.DateTimeField(verbose_name='Begun at')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='Ended at')),
                ('begun_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Begun by')),
                ('clause', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regulations.clause')),
                ('parameter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regulations.parameter')),
            ],
            options={
                'verbose_name': 'Circulated form',
                'indexes': [models.Index(fields=['subject_kind', 'subject_id'], name='circulation_subject'), models.Index(fields=['state', 'begun_at'], name='circulation_state')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('subject_kind', 'subject_id', 'form'), name='circulation_runs_once')],
            },
        ),
        migrations.CreateModel(
            name='OutOfOrder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('number', models.CharField(editable=False, max_length=40, unique=True, verbose_name='Number')),
                ('subject_kind', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('subject_number', models.CharField(blank=True, max_length=40, verbose_name='Number')),
                ('subject_revision', models.PositiveIntegerField()),
                ('move', models.CharField(max_length=40)),
                ('reason', models.TextField(verbose_name="Why, in the customer's interest")),
                ('state', models.CharField(choices=[('asked', 'Asked for'), ('given', 'Consented'), ('refused', 'Not consented'), ('used', 'Step taken')], default='asked', editable=False, max_length=12, verbose_name='State')),
                ('asked_at', models.DateTimeField(verbose_name='Asked at')),
                ('decided_at', models.DateTimeField(null=True, verbose_name='Decided at')),
                ('opinion', models.TextField(blank=True, verbose_name='Opinion')),
                ('used_at', models.DateTimeField(null=True, verbose_name='Step taken at')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Asked by')),
                ('clause', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regulations.clause')),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Decided by')),
            ],
            options={
                'verbose_name': 'Step out of order',
                'indexes': [models.Index(fields=['subject_kind', 'subject_id'], name='consent_subject')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['asked', 'given'])), fields=('subject_kind', 'subject_id', 'subject_revision', 'move'), name='consent_asked_once')],
            },
        ),
        migrations.CreateModel(
            name='Station',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(verbose_name='Order')),
                ('name', models.CharField(max_length=80, verbose_name='Station')),
                ('post', models.CharField(choices=[('dispatcher', 'Dispatcher'), ('callback_clerk', 'Call-back clerk'), ('technician', 'Technician'), ('outlet_manager', 'Outlet manager'), ('supervisor', 'Service supervisor'), ('service_manager', 'Service manager'), ('department_manager', 'Department manager'), ('quality', 'Quality'), ('incoming_inspection', 'Incoming inspection'), ('production', 'Production'), ('production_planning', 'Production planning'), ('rnd', 'Research and development'), ('purchasing', 'Purchasing'), ('sales', 'Sales'), ('sales_clerk', 'Sales clerk'), ('accountant', 'Accountant'), ('warehouse', 'Warehouse'), ('administration', 'Administration and personnel'), ('office', 'Office'), ('gm_office', "General manager's office"), ('vice_general_manager', 'Vice general manager'), ('general_manager', 'General manager'), ('system_administrator', 'System administrator')], max_length=40, verbose_name='Post')),
                ('opinion_required', models.BooleanField(default=False, verbose_name='Opinion required')),
                ('limit_minutes', models.PositiveIntegerField(null=True, verbose_name='Limit (minutes)')),
                ('fills', models.CharField(blank=True, max_length=20, verbose_name='Fills in')),
                ('is_taken_over', models.BooleanField(default=False)),
                ('state', models.CharField(choices=[('waiting', 'Not yet there'), ('open', 'To sign'), ('signed', 'Signed'), ('returned', 'Sent back'), ('skipped', 'Skipped')], default='waiting', editable=False, max_length=12, verbose_name='State')),
                ('opened_at', models.DateTimeField(null=True, verbose_name='Came at')),
                ('verdict', models.CharField(blank=True, choices=[('agree', 'Agree'), ('refuse', 'Refuse')], max_length=12, verbose_name='Your verdict')),
                ('opinion', models.TextField(blank=True, verbose_name='Opinion')),
                ('signed_at', models.DateTimeField(null=True, verbose_name='Signed at')),
                ('proof', models.CharField(blank=True, choices=[('drawn', 'signed by hand'), ('password', 'confirmed with the password'), ('login', 'signed in')], max_length=12)),
                ('circulation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='stations', to='signoff.circulation')),
                ('clause', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regulations.clause')),
                ('delegated_from', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('department', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.department')),
                ('outlet', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.outlet')),
                ('signature', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.attachment')),
                ('signed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Signed by')),
                ('signed_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Signed for')),
                ('staff', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Passed to')),
            ],
            options={
                'ordering': ['order', 'id'],
                'indexes': [models.Index(fields=['circulation', 'order'], name='station_order'), models.Index(condition=models.Q(('state', 'open')), fields=['post'], name='station_open_post'), models.Index(condition=models.Q(('state', 'open')), fields=['staff'], name='station_open_staff')],
            },
        ),
    ]
