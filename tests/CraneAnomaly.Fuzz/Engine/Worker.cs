using System.Diagnostics;
using CraneAnomaly.Fuzz.Targets;

namespace CraneAnomaly.Fuzz.Engine;

/// <summary>
/// The coverage loop: takes an input out of the pool, changes it, executes it, and keeps it when it reached something
/// new. One thread, one seed, no other source of chance. It may die at any time: the supervisor picks up the pieces.
/// </summary>
internal sealed class Worker
{
    // 4 KiB take microseconds; the clock of a shared machine is not to be trusted below this.
    private static readonly TimeSpan SlowLimit = TimeSpan.FromMilliseconds(200);
    private const int ExecutionsBetweenClocks = 256;

    private readonly IFuzzTarget _target;
    private readonly CurrentInput _current;
    private readonly FindingStore _findings;
    private readonly InputPool _pool;
    private readonly Mutator _mutator;
    private readonly CoverageMap _map;
    private TimeSpan _last;

    public Worker(IFuzzTarget target, TargetFolder folder, CurrentInput current, CoverageMap map, long seed)
    {
        _map = map;
        _target = target;
        _current = current;
        _findings = new FindingStore(folder.Findings);
        _pool = new InputPool(folder.Pool);
        _mutator = new Mutator(target, _pool, seed);
    }

    /// <summary>Runs until a bound is reached.</summary>
    public void Run(Bounds bounds)
    {
        var clock = Stopwatch.StartNew();
        var fatal = _findings.Fatal();
        foreach (byte[] seed in _target.Seeds.Concat([.. _pool.Stored()]))
        {
            if (seed.Length > CurrentInput.Capacity)
                throw new InvalidOperationException($"A seed of {seed.Length} bytes is too long.");
            if (fatal.Any(f => f.AsSpan().SequenceEqual(seed))) continue;
            Execute(seed, keep: true);
        }

        if (_pool.Count == 0) Execute(new byte[16], keep: true);

        long sinceClock = 0;
        while (_current.Iteration < bounds.Executions)
        {
            Execute(_mutator.Next(), keep: false);
            if (++sinceClock < ExecutionsBetweenClocks && _last < SlowLimit / 100) continue;
            sinceClock = 0;
            if (clock.Elapsed.TotalSeconds >= bounds.Seconds) break;
        }
    }

    private void Execute(ReadOnlySpan<byte> input, bool keep)
    {
        _current.Publish(input);
        _map.Begin();
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        var thrown = Time(input);
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        bool isNew = _map.TakeNew();

        if (thrown is not null)
        {
            _findings.Add(thrown, input);
        }
        else if (allocated > _target.AllocationLimit)
        {
            _findings.Add(FindingKind.Allocation, "allocates past the limit", input,
                $"{allocated} bytes by {input.Length} bytes of input; at most {_target.AllocationLimit}");
        }

        if (_last.Ticks * 100 > _current.SlowestNs) CheckTime(input);
        if (isNew || keep)
        {
            _pool.Add(input);
            (_current.PoolSize, _current.Edges) = (_pool.Count, _map.Edges);
        }
    }

    private Exception? Time(ReadOnlySpan<byte> input)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            _target.Execute(input);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
        finally
        {
            _last = Stopwatch.GetElapsedTime(start);
        }
    }

    // A process that was not scheduled, or compiled a method, is no slow input: only one that is slow again counts.
    private void CheckTime(ReadOnlySpan<byte> input)
    {
        var fastest = _last;
        for (int i = 0; i < 2; i++)
        {
            Time(input);
            if (_last < fastest) fastest = _last;
        }

        _current.SlowestNs = Math.Max(_current.SlowestNs, fastest.Ticks * 100);
        if (fastest <= SlowLimit) return;

        var processor = Environment.CpuUsage.TotalTime;
        Time(input);
        if (Environment.CpuUsage.TotalTime - processor > SlowLimit)
        {
            _findings.Add(FindingKind.Slow, "takes past the limit", input,
                $"{fastest.TotalMilliseconds:F0} ms for {input.Length} bytes; at most {SlowLimit.TotalMilliseconds:F0} ms");
        }
    }
}
