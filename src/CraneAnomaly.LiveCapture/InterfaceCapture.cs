using SharpPcap;
using SharpPcap.LibPcap;

namespace CraneAnomaly.LiveCapture;

/// <summary>Captures from an open interface into a buffer, on a thread of the library, until it is stopped or disposed of.</summary>
internal sealed class InterfaceCapture : IDisposable
{
    private static readonly TimeSpan s_look = TimeSpan.FromSeconds(1);

    private readonly LibPcapLiveDevice _device;
    private readonly LossCount _losses = new();
    private readonly CancellationToken _stop;
    private readonly Lock _looking = new();
    private readonly Timer _timer;
    private readonly CancellationTokenRegistration _stopping;
    private bool _ended;

    public InterfaceCapture(LibPcapLiveDevice device, CaptureBuffer buffer, CancellationToken stop)
    {
        (_device, Buffer, _stop) = (device, buffer, stop);
        buffer.Write((int)device.LinkType, static (to, type) => PcapngPieces.Begin(to, type));
        device.OnPacketArrival += Take;
        device.OnCaptureStopped += End;
        device.StartCapture();
        _timer = new(_ => TellLosses(), null, s_look, s_look);

        // Not by whoever stops it: the library waits for its thread.
        _stopping = stop.Register(() => Task.Run(device.StopCapture));
    }

    public CaptureBuffer Buffer { get; }

    public void Dispose()
    {
        _stopping.Dispose();
        _device.StopCapture();
        _timer.Dispose();
    }

    private void Take(object sender, PacketCapture packet)
    {
        try
        {
            Buffer.WaitForRoom(_stop);
        }
        catch (OperationCanceledException)
        {
            return;
        }

        Buffer.Write(packet, static (to, packet) => PcapngPieces.Packet(
            to, TimeOf(packet.Header), (int)((PcapHeader)packet.Header).PacketLength, packet.Data));
    }

    private void End(object sender, CaptureStoppedEventStatus status)
    {
        if (status == CaptureStoppedEventStatus.ErrorWhileCapturing && !_stop.IsCancellationRequested)
        {
            Buffer.Complete(new IOException(_device.LastError));
            return;
        }

        TellLosses();
        lock (_looking) _ended = true;
        Buffer.Complete(null);
    }

    private void TellLosses()
    {
        lock (_looking)
        {
            if (_ended || !_device.Opened) return;
            var now = _device.Statistics;
            if (_losses.Take(now.DroppedPackets, now.InterfaceDroppedPackets)) Buffer.Write(_losses, static (to, losses) => losses.Write(to));
        }
    }

    private static ulong TimeOf(ICaptureHeader header) => (header.Timeval.Seconds * 1_000_000) + header.Timeval.MicroSeconds;
}
