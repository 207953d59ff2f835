import bihuan.kernel.privacy
import datetime
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organization', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('name', models.CharField(max_length=80, unique=True, verbose_name='name')),
                ('address', bihuan.kernel.privacy.EncryptedTextField(blank=True, default='', verbose_name='address')),
                ('is_active', models.BooleanField(default=True, verbose_name='in use')),
            ],
            options={
                'verbose_name': 'robot',
                'verbose_name_plural': 'robots',
            },
        ),
        migrations.CreateModel(
            name='HistorySeal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('entries', models.PositiveBigIntegerField()),
                ('digest', models.BinaryField(max_length=32)),
            ],
        ),
        migrations.CreateModel(
            name='ScheduleRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, unique=True, verbose_name='task')),
                ('next_at', models.DateTimeField(verbose_name='next')),
                ('last_at', models.DateTimeField(blank=True, null=True, verbose_name='last')),
            ],
            options={
                'verbose_name': 'schedule',
                'verbose_name_plural': 'schedules',
            },
        ),
        migrations.CreateModel(
            name='SearchText',
            fields=[
                ('id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('text', models.TextField()),
            ],
        ),
        migrations.CreateModel(
            name='SubmittedForm',
            fields=[
                ('token', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('owner', models.CharField(max_length=64)),
                ('path', models.CharField(max_length=200)),
                ('result_url', models.CharField(blank=True, max_length=500)),
                ('submitted_at', models.DateTimeField(auto_now_add=True, db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='Tries',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('count', models.PositiveIntegerField()),
                ('until', models.DateTimeField(db_index=True)),
            ],
            options={
                'db_table': 'kernel_tries',
            },
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('prefix', models.CharField(max_length=12, verbose_name='begins with')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('scopes', models.JSONField(default=list, verbose_name='scopes')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created')),
                ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='expires')),
                ('last_used_at', models.DateTimeField(blank=True, null=True, verbose_name='last used')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='api_tokens', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'API token',
                'verbose_name_plural': 'API tokens',
            },
        ),
        migrations.CreateModel(
            name='CompanyProfile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('name', models.CharField(max_length=80, verbose_name='Full name')),
                ('short_name', models.CharField(blank=True, max_length=20, verbose_name='Short name')),
                ('name_en', models.CharField(blank=True, max_length=80, verbose_name='English name')),
                ('hotline', models.CharField(blank=True, max_length=40, verbose_name='Service hotline')),
                ('logo', models.BinaryField(blank=True, default=b'', verbose_name='Logo')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='company_is_one_row')],
            },
        ),
        migrations.CreateModel(
            name='Counter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('series', models.CharField(max_length=20)),
                ('period', models.CharField(max_length=10)),
                ('value', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('series', 'period'), name='counter_once')],
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('page', models.CharField(max_length=120)),
                ('title', models.CharField(max_length=80)),
                ('query', models.CharField(blank=True, max_length=1000)),
                ('language', models.CharField(max_length=10)),
                ('columns', models.JSONField(default=list)),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='Rows')),
                ('path', models.CharField(blank=True, max_length=200)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='HistoryChain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('length', models.PositiveIntegerField()),
                ('digest', models.BinaryField(max_length=32)),
                ('mark', models.BinaryField(max_length=32)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject_id'), name='history_chain_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('target', models.CharField(max_length=40, verbose_name='Ledger')),
                ('file_name', models.CharField(max_length=160, verbose_name='File')),
                ('path', models.CharField(max_length=500)),
                ('is_upload', models.BooleanField(default=True)),
                ('sheet', models.CharField(blank=True, max_length=60, verbose_name='Sheet')),
                ('source', models.CharField(blank=True, max_length=40, verbose_name='Source')),
                ('headings', models.JSONField(default=list)),
                ('signature', models.CharField(blank=True, max_length=32)),
                ('mapping', models.JSONField(default=dict)),
                ('carry', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('mapping', 'Columns to be checked'), ('queued', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('stopped', 'Stopped'), ('failed', 'Failed')], default='mapping', max_length=12, verbose_name='State')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='Rows')),
                ('position', models.PositiveIntegerField(default=0)),
                ('imported', models.PositiveIntegerField(default=0, verbose_name='Imported')),
                ('already_there', models.PositiveIntegerField(default=0, verbose_name='Already there')),
                ('rejected', models.PositiveIntegerField(default=0, verbose_name='Rejected')),
                ('message', models.CharField(blank=True, max_length=300)),
                ('started_at', models.DateTimeField(null=True, verbose_name='Started')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='Finished')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['by', '-id'], name='kernel_impo_by_id_4bf8fa_idx')],
            },
        ),
        migrations.CreateModel(
            name='ImportReject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_number', models.PositiveIntegerField(verbose_name='Row')),
                ('cells', bihuan.kernel.privacy.EncryptedTextField(blank=True, default='')),
                ('problems', models.JSONField(default=list)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rejects', to='kernel.importrun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('run', 'row_number'), name='import_reject_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportedKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=200)),
                ('row_number', models.PositiveIntegerField()),
                ('subject_id', models.BigIntegerField(null=True)),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='kernel.importrun')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'key'), name='imported_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=40)),
                ('signature', models.CharField(max_length=32)),
                ('mapping', models.JSONField(default=dict)),
                ('carry', models.JSONField(default=list)),
                ('updated_at', models.DateTimeField(auto_now=True)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'signature'), name='import_template_once')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(max_length=60, verbose_name='topic')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('body', models.TextField(blank=True, verbose_name='text')),
                ('url', models.CharField(blank=True, max_length=300, verbose_name='address')),
                ('kind', models.CharField(blank=True, max_length=60, verbose_name='kind of record')),
                ('subject_id', models.BigIntegerField(blank=True, null=True, verbose_name='record')),
                ('is_urgent', models.BooleanField(default=False, verbose_name='urgent')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created')),
                ('read_at', models.DateTimeField(blank=True, null=True, verbose_name='read')),
                ('routed_at', models.DateTimeField(editable=False, null=True)),
                ('recipient', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notice',
                'verbose_name_plural': 'notices',
                'indexes': [models.Index(fields=['recipient', '-created_at', '-id'], name='notice_of_recipient'), models.Index(condition=models.Q(('read_at__isnull', True)), fields=['recipient'], name='notice_unread'), models.Index(fields=['created_at'], name='notice_age')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Being sent'), ('sent', 'Sent')], default='waiting', max_length=8, verbose_name='state')),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='due')),
                ('claim', models.CharField(blank=True, editable=False, max_length=32)),
                ('claimed_until', models.DateTimeField(editable=False, null=True)),
                ('sent_at', models.DateTimeField(blank=True, null=True, verbose_name='sent')),
                ('error', models.CharField(blank=True, max_length=500, verbose_name='error')),
                ('channel', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.CASCADE, to='kernel.channel')),
                ('staff', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('notice', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='deliveries', to='kernel.notice')),
            ],
            options={
                'verbose_name': 'delivery',
                'verbose_name_plural': 'deliveries',
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['channel', 'staff', 'due_at'], name='delivery_open')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('channel__isnull', True)), fields=('notice',), name='delivery_mail_once'), models.UniqueConstraint(condition=models.Q(('channel__isnull', False)), fields=('notice', 'channel'), name='delivery_robot_once')],
            },
        ),
        migrations.CreateModel(
            name='NoticePreference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('topic', models.CharField(blank=True, max_length=60, verbose_name='topic')),
                ('channel', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, to='kernel.channel', verbose_name='robot')),
                ('staff', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='notice_preferences', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'notice preference',
                'verbose_name_plural': 'notice preferences',
                'constraints': [models.UniqueConstraint(condition=models.Q(('channel__isnull', True)), fields=('staff', 'topic'), name='preference_mail_once'), models.UniqueConstraint(condition=models.Q(('channel__isnull', False)), fields=('staff', 'topic', 'channel'), name='preference_robot_once')],
            },
        ),
        migrations.CreateModel(
            name='QuietHours',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_time', models.TimeField(default=datetime.time(22, 0), verbose_name='from')),
                ('until_time', models.TimeField(default=datetime.time(7, 0), verbose_name='until')),
                ('staff', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='quiet_hours', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'quiet hours',
                'verbose_name_plural': 'quiet hours',
            },
        ),
        migrations.CreateModel(
            name='SavedView',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('list', models.CharField(max_length=60)),
                ('name', models.CharField(max_length=40, verbose_name='Name')),
                ('query', models.CharField(blank=True, max_length=1000)),
                ('is_shared', models.BooleanField(default=False, verbose_name='For everybody')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['list'], name='saved_view_list')],
                'constraints': [models.UniqueConstraint(fields=('owner', 'list', 'name'), name='saved_view_once')],
            },
        ),
        migrations.CreateModel(
            name='TaskRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='task')),
                ('args', models.JSONField(default=dict, verbose_name='arguments')),
                ('queue', models.CharField(default='default', max_length=32, verbose_name='queue')),
                ('priority', models.SmallIntegerField(default=0, verbose_name='priority')),
                ('state', models.CharField(choices=[('ready', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('dead', 'Given up')], default='ready', max_length=8, verbose_name='state')),
                ('claimable_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='not before')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('max_attempts', models.PositiveSmallIntegerField(default=12, verbose_name='attempts at most')),
                ('fence', models.PositiveIntegerField(default=0, verbose_name='fence')),
                ('worker', models.CharField(blank=True, max_length=64, verbose_name='worker')),
                ('error', models.TextField(blank=True, verbose_name='error')),
                ('result', models.JSONField(blank=True, null=True, verbose_name='result')),
                ('enqueued_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='enqueued')),
                ('started_at', models.DateTimeField(blank=True, null=True, verbose_name='started')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
            ],
            options={
                'verbose_name': 'task',
                'verbose_name_plural': 'tasks',
                'indexes': [models.Index(condition=models.Q(('state__in', ['ready', 'running'])), fields=['queue', '-priority', 'claimable_at', 'id'], name='task_claimable'), models.Index(condition=models.Q(('state', 'done')), fields=['finished_at'], name='task_finished'), models.Index(condition=models.Q(('state', 'dead')), fields=['-id'], name='task_dead')],
            },
        ),
        migrations.CreateModel(
            name='UnmaskLog',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='At')),
                ('actor_name', models.CharField(max_length=80, verbose_name='Who')),
                ('kind', models.CharField(max_length=60, verbose_name='Record')),
                ('subject_id', models.BigIntegerField()),
                ('field', models.CharField(max_length=40, verbose_name='Field')),
                ('reason', models.CharField(max_length=200, verbose_name='Reason')),
                ('staff', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Who')),
            ],
            options={
                'verbose_name': 'Display of personal data',
                'indexes': [models.Index(fields=['kind', 'subject_id'], name='unmask_of_record')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('purpose', models.CharField(blank=True, max_length=24, verbose_name='Purpose')),
                ('name', models.CharField(max_length=160, verbose_name='File name')),
                ('caption', models.CharField(blank=True, max_length=160, verbose_name='Caption')),
                ('content_type', models.CharField(max_length=100, verbose_name='Type')),
                ('size', models.PositiveIntegerField(verbose_name='Size')),
                ('sha256', models.CharField(max_length=64)),
                ('path', models.CharField(max_length=120)),
                ('uploaded_at', models.DateTimeField(auto_now_add=True, verbose_name='Added at')),
                ('is_locked', models.BooleanField(default=False)),
                ('destroyed_at', models.DateTimeField(editable=False, null=True)),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['kind', 'subject_id'], name='kernel_atta_kind_2bcbde_idx')],
            },
        ),
        migrations.CreateModel(
            name='HistoryEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('subject_id', models.BigIntegerField()),
                ('seq', models.PositiveIntegerField()),
                ('at', models.DateTimeField(verbose_name='At')),
                ('actor_kind', models.CharField(max_length=12)),
                ('actor_name', models.CharField(max_length=80, verbose_name='Who')),
                ('source', models.CharField(blank=True, max_length=16, verbose_name='From where')),
                ('verb', models.CharField(max_length=40, verbose_name='What')),
                ('changes', models.JSONField(default=dict, verbose_name='Changes')),
                ('note', models.TextField(blank=True, verbose_name='Note')),
                ('recorded_at', models.DateTimeField(db_index=True)),
                ('digest', models.BinaryField(max_length=32)),
                ('erased_mark', models.BinaryField(max_length=32, null=True)),
                ('actor', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'subject_id', 'seq'), name='history_entry_once')],
            },
        ),
        migrations.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=120)),
                ('request_digest', models.CharField(max_length=64)),
                ('status', models.PositiveSmallIntegerField(default=0)),
                ('answer', models.TextField(default='')),
                ('created_at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ('token', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='kernel.apitoken')),
            ],
            options={
                'verbose_name': 'idempotency key',
                'verbose_name_plural': 'idempotency keys',
                'constraints': [models.UniqueConstraint(fields=('token', 'key'), name='idempotency_key_once')],
            },
        ),
    ]
