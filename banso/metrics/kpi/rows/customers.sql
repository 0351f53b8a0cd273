-- One row an account under contract on $last, with the metrics that KPIs name and what it costs.
select account, lane, plan, {columns}, $hour::double as cost_hour, $margin::double as cost_margin,
    coalesce({own_cost} * $scale, $acquisition::double) as cost_won
from {metric_days} where day = $last and life in ('active', 'pending', 'paused')
