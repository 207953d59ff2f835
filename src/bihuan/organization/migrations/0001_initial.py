import bihuan.kernel.privacy
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Staff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('username', models.CharField(error_messages={'unique': 'This user name is taken.'}, max_length=40, unique=True, verbose_name='User name')),
                ('name', models.CharField(max_length=40, verbose_name='Name')),
                ('staff_number', models.CharField(blank=True, max_length=20, verbose_name='Staff number')),
                ('phone', bihuan.kernel.privacy.EncryptedTextField(blank=True, default='', verbose_name='Phone')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='E-mail')),
                ('is_active', models.BooleanField(default=True, verbose_name='Employed')),
                ('language', models.CharField(choices=[('zh-hans', 'Chinese'), ('en', 'English')], default='zh-hans', max_length=8, verbose_name='Language')),
            ],
            options={
                'verbose_name': 'Colleague',
                'ordering': ['username'],
            },
        ),
        migrations.CreateModel(
            name='WorkingCalendar',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('code', models.SlugField(max_length=20, unique=True, verbose_name='Code')),
                ('name', models.CharField(max_length=60, verbose_name='Name')),
                ('stamp', models.PositiveIntegerField(default=0, editable=False, verbose_name='Versions published')),
            ],
            options={
                'verbose_name': 'Working calendar',
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='Department',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='Code')),
                ('name', models.CharField(max_length=60, verbose_name='Name')),
                ('manager', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Manager')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organization.department', verbose_name='Part of')),
            ],
            options={
                'verbose_name': 'Department',
                'ordering': ['code'],
            },
        ),
        migrations.AddField(
            model_name='staff',
            name='department',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='organization.department', verbose_name='Department'),
        ),
        migrations.CreateModel(
            name='Outlet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='Code')),
                ('name', models.CharField(max_length=60, verbose_name='Name')),
                ('outlet_kind', models.CharField(choices=[('own', 'Own outlet'), ('outsourced', 'Outsourced outlet')], default='own', max_length=12, verbose_name='Kind')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='Phone')),
                ('address', models.CharField(blank=True, max_length=200, verbose_name='Address')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='Latitude')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='Longitude')),
                ('revenue_group', models.CharField(blank=True, choices=[('one', 'Group one'), ('two', 'Group two'), ('three', 'Group three')], help_text='Groups two and three may reach a customer tier with less revenue, by the clause.', max_length=8, verbose_name='Revenue group')),
                ('is_active', models.BooleanField(default=True, verbose_name='In service')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outlets', to='organization.department', verbose_name='Department')),
                ('manager', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Manager')),
                ('calendar', models.ForeignKey(blank=True, help_text='Empty: office hours.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.workingcalendar', verbose_name="Technicians' working calendar")),
            ],
            options={
                'verbose_name': 'Outlet',
                'ordering': ['code'],
            },
        ),
        migrations.AddField(
            model_name='staff',
            name='outlet',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='staff', to='organization.outlet', verbose_name='Outlet'),
        ),
        migrations.CreateModel(
            name='PostHolding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('post', models.CharField(choices=[('dispatcher', 'Dispatcher'), ('callback_clerk', 'Call-back clerk'), ('technician', 'Technician'), ('outlet_manager', 'Outlet manager'), ('supervisor', 'Service supervisor'), ('service_manager', 'Service manager'), ('department_manager', 'Department manager'), ('quality', 'Quality'), ('incoming_inspection', 'Incoming inspection'), ('production', 'Production'), ('production_planning', 'Production planning'), ('rnd', 'Research and development'), ('purchasing', 'Purchasing'), ('sales', 'Sales'), ('sales_clerk', 'Sales clerk'), ('accountant', 'Accountant'), ('warehouse', 'Warehouse'), ('administration', 'Administration and personnel'), ('office', 'Office'), ('gm_office', "General manager's office"), ('vice_general_manager', 'Vice general manager'), ('general_manager', 'General manager'), ('system_administrator', 'System administrator')], max_length=24, verbose_name='Post')),
                ('since_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='Since')),
                ('until_on', models.DateField(blank=True, null=True, verbose_name='Until')),
                ('department', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.department', verbose_name='For department')),
                ('outlet', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.outlet', verbose_name='For outlet')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='post_holdings', to=settings.AUTH_USER_MODEL, verbose_name='Colleague')),
            ],
            options={
                'verbose_name': 'Post held',
                'ordering': ['post', 'pk'],
                'indexes': [models.Index(fields=['post'], name='organizatio_post_34ac00_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('since_on')), _connector='OR'), name='post_holding_ends_after_start', violation_error_message='The end lies before the start.')],
            },
        ),
        migrations.CreateModel(
            name='Region',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('name', models.CharField(max_length=60, verbose_name='Name')),
                ('area', models.CharField(choices=[('city', 'City'), ('suburb', 'Suburb')], default='city', max_length=8, verbose_name='Area')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='Latitude')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='Longitude')),
                ('outlet', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='regions', to='organization.outlet', verbose_name='Outlet')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organization.region', verbose_name='Part of')),
            ],
            options={
                'verbose_name': 'Region',
                'ordering': ['name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('parent', 'name'), name='region_name_once', violation_error_message='There is a region of this name already.'), models.UniqueConstraint(condition=models.Q(('parent', None)), fields=('name',), name='region_top_name_once', violation_error_message='There is a region of this name already.')],
            },
        ),
        migrations.CreateModel(
            name='CalendarVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('version', models.PositiveIntegerField(verbose_name='Version')),
                ('valid_from', models.DateField(verbose_name='Valid from')),
                ('weekly', models.JSONField(verbose_name='Weekly pattern')),
                ('exceptions', models.JSONField(default=dict, verbose_name='Exceptions')),
                ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='Published at')),
                ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='organization.workingcalendar', verbose_name='Working calendar')),
            ],
            options={
                'verbose_name': 'Calendar version',
                'ordering': ['calendar', 'version'],
                'constraints': [models.UniqueConstraint(fields=('calendar', 'version'), name='calendar_version_once'), models.UniqueConstraint(condition=models.Q(('published_at', None)), fields=('calendar',), name='calendar_one_draft')],
            },
        ),
        migrations.CreateModel(
            name='Leave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('leave_kind', models.CharField(choices=[('annual', 'Annual leave'), ('sick', 'Sick leave'), ('personal', 'Personal leave'), ('travel', 'Business trip'), ('training', 'Training')], default='annual', max_length=12, verbose_name='Kind')),
                ('starts_at', models.DateTimeField(verbose_name='From')),
                ('ends_at', models.DateTimeField(verbose_name='Until')),
                ('deputy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deputised_leaves', to=settings.AUTH_USER_MODEL, verbose_name='Deputy')),
                ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leaves', to=settings.AUTH_USER_MODEL, verbose_name='Colleague')),
            ],
            options={
                'verbose_name': 'Leave',
                'ordering': ['-starts_at'],
                'indexes': [models.Index(fields=['ends_at', 'starts_at'], name='organizatio_ends_at_bb7be1_idx')],
            },
        ),
        migrations.AddConstraint(
            model_name='staff',
            constraint=models.UniqueConstraint(condition=models.Q(('staff_number', ''), _negated=True), fields=('staff_number',), name='staff_number_once', violation_error_message='This staff number is taken.'),
        ),
    ]
