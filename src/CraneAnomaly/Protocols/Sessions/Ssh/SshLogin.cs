namespace CraneAnomaly.Protocols.Sessions.Ssh;

/// <summary>
/// Infers from the sizes of what the server sends encrypted whether somebody logged in, with the rule of Zeek's analyser
/// of SSH. The acceptance of the service (RFC 4253, 10: 17 bytes) and the success (RFC 4252, 5.1: 1 byte) have fixed sizes,
/// which padding makes differ by 16; refusals of one server are all equally long.
/// </summary>
internal struct SshLogin
{
    private const int AcceptanceOverSuccess = 16;
    private const int BannerOverAcceptance = 256;

    private int _acceptance;
    private int _refusal;
    private bool _clientSpoke;
    private bool _skippedBanner;
    private int _segment;
    private long _segmentFrame;

    /// <summary>Attempts seen; the question which methods there are is none.</summary>
    public int Attempts { get; private set; }

    /// <summary>Whether the last attempt succeeded; after a success nothing more is to be learned.</summary>
    public bool Success { get; private set; }

    /// <summary>The client has sent encrypted bytes.</summary>
    public void OnClient()
    {
        Flush();
        _clientSpoke = true;
    }

    /// <summary>The server has sent encrypted bytes; those of one frame belong together.</summary>
    public void OnServer(int bytes, long frame)
    {
        // What the server says by itself after the key exchange is no answer (RFC 8308).
        if (!_clientSpoke) return;
        if (frame != _segmentFrame) Flush();
        _segmentFrame = frame;
        _segment = (int)Math.Min((long)_segment + bytes, int.MaxValue);
    }

    /// <summary>Judges what the server has said last.</summary>
    public void Flush()
    {
        int bytes = _segment;
        _segment = 0;
        if (bytes == 0 || Success) return;
        if (_acceptance == 0)
        {
            _acceptance = bytes;
        }
        else if (bytes == _acceptance - AcceptanceOverSuccess)
        {
            Attempts++;
            Success = true;
        }
        else if (_refusal != 0)
        {
            if (bytes == _refusal) Attempts++;
        }
        else if (!_skippedBanner && bytes - _acceptance > BannerOverAcceptance)
        {
            _skippedBanner = true;
        }
        else
        {
            _refusal = bytes;
        }
    }
}
