from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("workspace", "0003_reopen_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="first_steps",
            field=models.BooleanField(default=True),
        ),
    ]
