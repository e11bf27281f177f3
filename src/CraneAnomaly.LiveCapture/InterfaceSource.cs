using System.Runtime.CompilerServices;
using CraneAnomaly.Capture;
using CraneAnomaly.Capture.Live;
using SharpPcap;
using SharpPcap.LibPcap;

namespace CraneAnomaly.LiveCapture;

/// <summary>
/// The packets of a network interface, by libpcap (npcap on Windows). Nothing is ever sent. What the system could not hand
/// on, or the interface not take, stands in the records as <c>capture_loss</c>, once a second.
/// </summary>
/// <param name="interfaceName">As the system calls it: <c>eth0</c>, or <c>any</c> on Linux.</param>
/// <param name="filter">What to capture, in the words of libpcap; null for all.</param>
public sealed class InterfaceSource(string interfaceName, string? filter = null) : LiveSource($"interface:{interfaceName}", InputFormat.Pcapng)
{
    private const int MostBytes = 262_144, SystemBytes = 32 * 1024 * 1024, BufferBytes = 8 * 1024 * 1024, LookMs = 50;

    /// <inheritdoc/>
    public override async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync([EnumeratorCancellation] CancellationToken stop)
    {
        using var device = Open();
        using var capture = new InterfaceCapture(device, new(BufferBytes), stop);
        while (await NextAsync(capture.Buffer).ConfigureAwait(false) is { IsEmpty: false } piece) yield return piece;
    }

    private async ValueTask<ReadOnlyMemory<byte>> NextAsync(CaptureBuffer buffer)
    {
        try
        {
            return await buffer.NextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is PcapException or IOException)
        {
            throw new IOException($"{Name}: {e.Message}", e);
        }
    }

    private LibPcapLiveDevice Open()
    {
        LibPcapLiveDevice? device = null;
        try
        {
            device = LibPcapLiveDeviceList.New().FirstOrDefault(found => interfaceName == found.Name || interfaceName == found.Interface?.FriendlyName)
                ?? throw new IOException($"{Name}: there is no such interface, or it may not be captured from (on Linux that takes CAP_NET_RAW)");
            device.Open(new DeviceConfiguration { Mode = DeviceModes.Promiscuous, Snaplen = MostBytes, BufferSize = SystemBytes, ReadTimeout = LookMs });
            if (filter is not null) device.Filter = filter;
            return device;
        }
        catch (Exception e) when (e is PcapException or DllNotFoundException or TypeInitializationException)
        {
            device?.Dispose();
            throw new IOException($"{Name}: {(e is PcapException ? e.Message : "libpcap is not installed")}", e);
        }
    }
}
