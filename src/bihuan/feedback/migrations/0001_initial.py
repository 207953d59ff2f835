import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('organization', '__first__'),
        ('service', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Reconciliation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='Day')),
                ('reported', models.PositiveIntegerField(verbose_name='Repairs reported')),
                ('carded', models.PositiveIntegerField(verbose_name='Cards')),
                ('made_at', models.DateTimeField(verbose_name='Made at')),
            ],
            options={
                'verbose_name': 'Reconciliation',
            },
        ),
        migrations.CreateModel(
            name='OpinionCard',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('number', models.CharField(editable=False, max_length=40, unique=True, verbose_name='Number')),
                ('state', models.CharField(editable=False, max_length=24, verbose_name='State')),
                ('sent_at', models.DateTimeField(verbose_name='Sent at')),
                ('form', models.JSONField(default=dict, verbose_name='What the card asks')),
                ('graded', models.JSONField(blank=True, default=dict, verbose_name='Grades given')),
                ('score', models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name='Satisfaction score')),
                ('is_good', models.BooleanField(null=True, verbose_name='Satisfied')),
                ('suggestion', models.TextField(blank=True, verbose_name='Suggestion')),
                ('grievance', models.TextField(blank=True, verbose_name='Grievance')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='Answered at')),
                ('channel', models.CharField(blank=True, choices=[('link', 'Link'), ('phone', 'Phone'), ('paper', 'Paper')], max_length=8, verbose_name='Channel')),
                ('entered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Entered by')),
                ('order', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='card', to='service.workorder', verbose_name='Work order')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cards', to='service.servicerequest', verbose_name='Request')),
                ('technician', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='opinion_cards', to=settings.AUTH_USER_MODEL, verbose_name='Technician')),
            ],
            options={
                'verbose_name': 'Customer opinion card',
                'indexes': [models.Index(fields=['-sent_at', '-id'], name='card_by_time'), models.Index(fields=['state', 'sent_at'], name='card_by_state'), models.Index(fields=['technician', '-sent_at'], name='card_by_technician')],
            },
        ),
        migrations.CreateModel(
            name='OpinionCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='Revision')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='Created at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='Updated at')),
                ('number', models.CharField(editable=False, max_length=40, unique=True, verbose_name='Number')),
                ('state', models.CharField(editable=False, max_length=24, verbose_name='State')),
                ('kind_of', models.CharField(choices=[('bad_grade', 'Bad grade'), ('grievance', 'Grievance'), ('suggestion', 'Suggestion')], max_length=12, verbose_name='Kind')),
                ('severity', models.CharField(blank=True, choices=[('', 'To be judged'), ('general', 'General'), ('serious', 'Serious')], max_length=8, verbose_name='Severity')),
                ('description', models.TextField(verbose_name='Words of the customer')),
                ('opened_at', models.DateTimeField(verbose_name='Opened at')),
                ('instruction', models.TextField(blank=True, verbose_name='Instruction')),
                ('reply', models.TextField(blank=True, verbose_name='Reply')),
                ('reply_by', models.CharField(blank=True, choices=[('phone', 'Phone'), ('letter', 'Letter'), ('visit', 'Visit')], max_length=8, verbose_name='Answered by')),
                ('replied_at', models.DateTimeField(blank=True, null=True, verbose_name='Answered at')),
                ('card', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='case', to='feedback.opinioncard', verbose_name='Customer opinion card')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='Person in charge')),
            ],
            options={
                'verbose_name': 'Opinion case',
                'indexes': [models.Index(fields=['state', '-opened_at'], name='case_by_state')],
            },
        ),
    ]
