using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CraneAnomaly.Extensions.Hosting.Diagnostics;

/// <summary>Degraded when a receiver refuses an alert, unhealthy when it has done so many times in a row.</summary>
internal sealed class ReceiverCheck(PipelineState state) : IHealthCheck
{
    private const int Many = 5;

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(state.Refused switch
        {
            0 => HealthCheckResult.Healthy(),
            < Many => HealthCheckResult.Degraded("a receiver refuses an alert"),
            _ => HealthCheckResult.Unhealthy($"a receiver has refused an alert {state.Refused} times"),
        });
}
