using System.Diagnostics.Metrics;
using System.IO.Pipelines;
using System.Text;
using CraneAnomaly.Extensions.Hosting;
using CraneAnomaly.Extensions.Hosting.Diagnostics;
using CraneAnomaly.Tests.Support;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CraneAnomaly.Tests.Hosting;

/// <summary>A host with one pipeline, a receiver that keeps what it gets, and what the host logs and measures.</summary>
internal sealed class HostRig : IDisposable
{
    public static readonly string Capture = Path.Combine(Shared.RepositoryRoot, "datasets", "quay", "unlock-aloft", "traffic.pcap");

    private readonly MeterListener _listener = new();
    private readonly Dictionary<string, double> _metrics = [];
    private readonly LogLines _log = new();

    /// <param name="configure">What the pipeline reads, and whom it tells beside the receiver here.</param>
    /// <param name="settings">The configuration; may be changed later.</param>
    /// <param name="services">What else the host has.</param>
    public HostRig(Action<CraneAnomalyBuilder, HostRig> configure, Settings? settings = null, Action<IServiceCollection>? services = null)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        if (settings is not null) ((IConfigurationBuilder)builder.Configuration).Add(settings);
        builder.Logging.AddProvider(_log);
        builder.Services.AddCraneAnomaly(crane => configure(crane, this));
        services?.Invoke(builder.Services);
        Host = builder.Build();
        var factory = Host.Services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == PipelineMetrics.Name && instrument.Meter.Scope == factory)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Keep(instrument, value, tags));
        _listener.Start();
    }

    public IHost Host { get; }

    /// <summary>What the receiver got, in order.</summary>
    public List<AlertMessage> Received { get; } = [];

    public string ReceivedText => string.Concat(Received.Select(m => Encoding.UTF8.GetString(m.Body.Span)));

    public IReadOnlyList<string> Log => _log.Lines;

    /// <summary>Instruments that were published and used.</summary>
    public IReadOnlySet<string> Instruments => _metrics.Keys.Select(k => k.Split(' ')[0]).ToHashSet();

    public Task KeepAsync(AlertMessage message, CancellationToken cancellation)
    {
        lock (Received) Received.Add(message);
        return Task.CompletedTask;
    }

    /// <summary>The sum of what an instrument said, whatever its tags.</summary>
    public double Metric(string name)
    {
        lock (_metrics)
        {
            _metrics.Keys.Where(k => k.EndsWith(" now", StringComparison.Ordinal)).ToList().ForEach(k => _metrics.Remove(k));
            _listener.RecordObservableInstruments();
            return _metrics.Where(m => m.Key.Split(' ')[0] == name).Sum(m => m.Value);
        }
    }

    /// <summary>Runs the host until it stops by itself.</summary>
    public async Task RunAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        await Host.StartAsync(patience.Token);
        await Host.WaitForShutdownAsync(patience.Token);
        Assert.False(patience.IsCancellationRequested, "the host did not stop");
    }

    /// <summary>Waits for something that another thread brings about.</summary>
    public static async Task UntilAsync(Func<bool> condition)
    {
        for (int i = 0; i < 600 && !condition(); i++) await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.True(condition(), "what was waited for did not happen");
    }

    public static ValueTask<PipeReader> OpenCaptureAsync() => ValueTask.FromResult(PipeReader.Create(File.OpenRead(Capture)));

    public void Dispose()
    {
        _listener.Dispose();
        Host.Dispose();
    }

    private void Keep(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string key = $"{instrument.Name} {string.Join(',', tags.ToArray().Select(t => $"{t.Key}={t.Value}"))}{(instrument.IsObservable ? " now" : "")}";
        lock (_metrics) _metrics[key] = instrument.IsObservable ? value : _metrics.GetValueOrDefault(key) + value;
    }

    /// <summary>A configuration that can be changed while a host runs.</summary>
    internal sealed class Settings(params (string Key, string Value)[] settings) : ConfigurationProvider, IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public override void Load()
        {
            foreach (var (key, value) in settings) Data[key] = value;
        }

        public void Change(string key, string value)
        {
            Data[key] = value;
            OnReload();
        }
    }

    private sealed class LogLines : ILoggerProvider, ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lines) return [.. _lines];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines) _lines.Add($"{logLevel} {eventId.Id} {formatter(state, exception)}");
        }

        public void Dispose()
        {
        }
    }
}
