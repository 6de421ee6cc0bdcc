from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0002_uploads'),
    ]

    operations = [
        migrations.AddField(
            model_name='upload',
            name='kinds',
            field=models.CharField(default='papers', max_length=16),
            preserve_default=False,
        ),
    ]
