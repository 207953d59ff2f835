import bihuan.kernel.privacy
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
            name='Customer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('number', models.CharField(editable=False, max_length=40, unique=True, verbose_name='Customer no.')),
                ('name', models.CharField(max_length=80, verbose_name='Customer name')),
                ('customer_kind', models.CharField(choices=[('household', 'Household'), ('company', 'Company'), ('institution', 'Institution'), ('dealer', 'Dealer')], default='household', max_length=12, verbose_name='Kind')),
                ('phone', bihuan.kernel.privacy.EncryptedTextField(blank=True, default='', verbose_name='Phone')),
                ('phone_index', bihuan.kernel.privacy.BlindIndexField(blank=True, db_index=True, default='', editable=False, max_length=32)),
                ('phone_tail', bihuan.kernel.privacy.BlindIndexField(blank=True, db_index=True, default='', editable=False, max_length=32)),
                ('email', bihuan.kernel.privacy.EncryptedTextField(blank=True, default='', verbose_name='E-mail')),
                ('address', bihuan.kernel.privacy.EncryptedTextField(blank=True, default='', verbose_name='Address')),
                ('business', models.CharField(blank=True, max_length=40, verbose_name='Business')),
                ('tier', models.CharField(blank=True, max_length=20, verbose_name='Tier')),
                ('is_key', models.BooleanField(default=False, verbose_name='Key account')),
                ('remarks', models.TextField(blank=True, verbose_name='Remarks')),
                ('keeper', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='In charge')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='Region')),
            ],
            options={
                'verbose_name': 'Customer',
                'indexes': [models.Index(fields=['name', 'id'], name='customer_by_name'), models.Index(fields=['region', '-id'], name='customer_by_region')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('name', models.CharField(max_length=80, verbose_name='Name')),
                ('title_text', models.CharField(blank=True, max_length=60, verbose_name='Position')),
                ('phone', bihuan.kernel.privacy.EncryptedTextField(blank=True, default='', verbose_name='Phone')),
                ('phone_index', bihuan.kernel.privacy.BlindIndexField(blank=True, db_index=True, default='', editable=False, max_length=32)),
                ('phone_tail', bihuan.kernel.privacy.BlindIndexField(blank=True, db_index=True, default='', editable=False, max_length=32)),
                ('is_active', models.BooleanField(default=True, verbose_name='Current')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='customers.customer', verbose_name='Customer')),
            ],
            options={
                'verbose_name': 'Contact',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('name', models.CharField(max_length=80, verbose_name='Site')),
                ('address', bihuan.kernel.privacy.EncryptedTextField(blank=True, default='', verbose_name='Address')),
                ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='Latitude')),
                ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='Longitude')),
                ('is_active', models.BooleanField(default=True, verbose_name='In use')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='customers.customer', verbose_name='Customer')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organization.region', verbose_name='Region')),
            ],
            options={
                'verbose_name': 'Site',
                'ordering': ['pk'],
            },
        ),
    ]
