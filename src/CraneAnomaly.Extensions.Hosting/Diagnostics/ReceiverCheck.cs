using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CraneAnomaly.Extensions.Hosting.Diagnostics;

/// <summary>Degraded when a receiver refuses an alert, unhealthy when it has done so many times in a row.</summary>
internal sealed class ReceiverCheck(PipelineState state) : IHealthCheck
{
    private const int Many = 5;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var sinks = state.Sinks;
        var lossy = sinks.FirstOrDefault(sink => sink.Lost > 0);
        var failing = sinks.FirstOrDefault(sink => sink.LastFailure is not null);
        return Task.FromResult(state.Refused switch
        {
            >= Many => HealthCheckResult.Unhealthy($"a receiver has refused an alert {state.Refused} times"),
            _ when lossy is not null => HealthCheckResult.Unhealthy($"{lossy.Name} will not get {lossy.Lost} alerts"),
            > 0 => HealthCheckResult.Degraded("a receiver refuses an alert"),
            _ when failing is not null => HealthCheckResult.Degraded($"{failing.Name} fails, and {failing.Behind} alerts are kept for it"),
            _ => HealthCheckResult.Healthy(),
        });
    }
}
