package io.headscope.attention;

import java.util.Objects;

/// One head of one site.
///
/// @param head the head within the site, from 0
public record HeadAddress(AttentionSite site, int head) implements Comparable<HeadAddress> {

    public HeadAddress {
        Objects.checkIndex(head, site.heads());
    }

    @Override
    public int compareTo(HeadAddress other) {
        int bySite = site.compareTo(other.site);
        return bySite != 0 ? bySite : Integer.compare(head, other.head);
    }
}
