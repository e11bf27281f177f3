using CraneAnomaly.Extensions.Hosting.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CraneAnomaly.Extensions.Hosting;

/// <summary>Adds pipelines to a host.</summary>
public static class CraneAnomalyServiceCollectionExtensions
{
    /// <summary>Runs a pipeline in the host.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Says what it reads, by what it judges, and whom it tells.</param>
    public static IServiceCollection AddCraneAnomaly(this IServiceCollection services, Action<CraneAnomalyBuilder> configure) =>
        services.AddCraneAnomaly(Options.DefaultName, configure);

    /// <summary>Runs one of several pipelines in the host. Said again of the same name, it adds to what was said.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">Name of the pipeline, of its options and in its metrics.</param>
    /// <param name="configure">Says what it reads, by what it judges, and whom it tells.</param>
    public static IServiceCollection AddCraneAnomaly(this IServiceCollection services, string name, Action<CraneAnomalyBuilder> configure)
    {
        var plan = services.Select(s => s.IsKeyedService ? null : s.ImplementationInstance).OfType<PipelinePlan>().FirstOrDefault(p => p.Name == name);
        if (plan is null)
        {
            plan = new(name);
            services.AddSingleton(plan);
            services.AddSingleton<IValidateOptions<CraneAnomalyOptions>>(new CraneAnomalyOptionsValidator(plan));
            services.AddOptions<CraneAnomalyOptions>(name).ValidateOnStart();
            services.TryAddSingleton(TimeProvider.System);
            services.TryAddSingleton<PipelineMetrics>();
            services.AddKeyedSingleton(name, (provider, _) => new PipelineState(
                name, provider.GetRequiredService<IOptionsMonitor<CraneAnomalyOptions>>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<PipelineMetrics>()));
            services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<PipelineService>(
                provider, plan, provider.GetRequiredKeyedService<PipelineState>(name)));
        }

        configure(new(services, plan));
        return services;
    }
}
