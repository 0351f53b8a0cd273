-- One row an account under contract on $last, with the metrics that KPIs name.
select account, lane, plan, {columns}
from {metric_days} where day = $last and life in ('active', 'pending', 'paused')
