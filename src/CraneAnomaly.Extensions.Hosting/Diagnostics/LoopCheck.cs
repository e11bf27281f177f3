using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace CraneAnomaly.Extensions.Hosting.Diagnostics;

/// <summary>Unhealthy when a pipeline that has something to do does not come on.</summary>
internal sealed class LoopCheck(PipelineState state) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (state.Phase == PipelinePhase.New) return Task.FromResult(HealthCheckResult.Unhealthy("it has not started"));
        var standing = state.Standing();
        return Task.FromResult(standing <= state.Options.StallAfter
            ? HealthCheckResult.Healthy(state.Phase == PipelinePhase.Reading ? "it reads" : "it has ended")
            : HealthCheckResult.Unhealthy($"it has not come on for {standing.TotalSeconds:F0} s"));
    }
}
