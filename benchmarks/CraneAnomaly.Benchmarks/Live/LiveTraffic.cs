using System.Diagnostics;
using CraneAnomaly.Benchmarks.Reports;
using CraneAnomaly.Benchmarks.Traffic;
using SharpPcap;
using SharpPcap.LibPcap;

namespace CraneAnomaly.Benchmarks.Live;

/// <summary>Polling that is put onto an interface at a rate, with commands of strangers in between.</summary>
internal sealed class LiveTraffic : IDisposable
{
    // Each controller is polled ten times a second: twenty packets.
    private const int PacketsOfFlow = 20;
    private const uint FirstStranger = 0x0A63_0001;
    private const int HeadersLength = 14 + 20 + 20;

    private readonly LibPcapLiveDevice _device;
    private readonly int _rate;
    private readonly TimeSpan _attackGap;
    private readonly List<(uint Source, long Sent)> _attacks = [];
    private int _next;

    public LiveTraffic(string interfaceName, int rate, TimeSpan attackGap)
    {
        (_rate, _attackGap) = (rate, attackGap);
        Polling = new(FlowsFor(rate), PollingCapture.Cycle);
        try
        {
            _device = LibPcapLiveDeviceList.New().FirstOrDefault(found => found.Name == interfaceName)
                ?? throw new UsageException($"{interfaceName}: there is no such interface, or it may not be written to (on Linux that takes CAP_NET_RAW).");
            _device.Open(DeviceModes.None);
        }
        catch (PcapException e)
        {
            throw new UsageException($"{interfaceName}: {e.Message}");
        }
    }

    /// <summary>What is sent again and again.</summary>
    public PollingCapture Polling { get; }

    /// <summary>Packets sent, attacks among them.</summary>
    public long Sent { get; private set; }

    /// <summary>How long the sending took.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>The commands of strangers, each of its own address, and when it was sent.</summary>
    public IReadOnlyList<(uint Source, long Sent)> Attacks => _attacks;

    public static int FlowsFor(int rate) => Math.Max(1, rate / PacketsOfFlow);

    /// <summary>Sends at the rate, as evenly as a sleep of a millisecond lets it.</summary>
    public void Send(TimeSpan duration)
    {
        long began = Stopwatch.GetTimestamp();
        long polls = 0;
        for (TimeSpan now = default; now < duration; now = Stopwatch.GetElapsedTime(began))
        {
            for (long due = (long)(now.TotalSeconds * _rate); polls < due; polls++) SendNext();
            if (now >= _attackGap * (_attacks.Count + 1)) Attack();
            Thread.Sleep(1);
        }

        Elapsed = Stopwatch.GetElapsedTime(began);
    }

    public void Dispose() => _device.Dispose();

    private void SendNext()
    {
        if (_next == Polling.Packets)
        {
            Polling.Advance();
            _next = 0;
        }

        _device.SendPacket(Polling.Frame(_next++));
        Sent++;
    }

    private void Attack()
    {
        uint source = FirstStranger + (uint)_attacks.Count;
        byte[] adu = PollingCapture.Adu(1, [8, 0, 1, 0, 0]);
        byte[] frame = new byte[HeadersLength + adu.Length];
        PollingFrames.WriteTcp(frame, (source, 50_000), (0x0A01_0001, 502), 1, 1, (ushort)_attacks.Count);
        adu.CopyTo(frame, HeadersLength);
        _attacks.Add((source, Stopwatch.GetTimestamp()));
        _device.SendPacket(frame);
        Sent++;
    }
}
