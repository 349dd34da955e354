package store

import (
	"context"
	"fmt"
	"time"

	"workbooks.com/authconsole/internal/link"
)

// handedOver leaves half of the accounts that are not linked as they are; of the
// others one half has an open invitation, the other a link that awaits confirmation.
func (s *seeder) handedOver(ctx context.Context) error {
	what := s.random.IntN(4)
	if what < 2 {
		return nil
	}
	// Invitations live for days, so these begin within the last few.
	s.now = s.present.Add(-6 * 24 * time.Hour)
	s.pass(5 * 24 * time.Hour)
	i, err := s.invited(ctx)
	if err != nil || what == 2 {
		return err
	}
	s.pass(10 * time.Hour)
	return s.proposed(ctx, i)
}

func (s *seeder) invited(ctx context.Context) (Invitation, error) {
	lives := link.InvitationLives()
	return s.createInvitation(ctx, s.administrator(), NewInvitation{
		AccountID: s.account.ID, UserID: s.user.ID, Reference: s.reference(), TokenHash: s.bytes(32), Life: lives[1+s.random.IntN(len(lives)-1)],
		Recipient: "it@" + s.domain(), Message: "Please approve Workbooks for us, so that we can log in with Microsoft.",
	})
}

// proposed follows an invitation from its opening to the link that it proposes.
func (s *seeder) proposed(ctx context.Context, i Invitation) error {
	proof := s.proof()
	who := Actor{Kind: KindInvited, IP: fmt.Sprintf("198.51.100.%d", 1+s.random.IntN(254)), UserAgent: s.administrator().UserAgent}
	proof.IP, proof.Agent = who.IP, who.UserAgent
	if err := s.noteOpened(ctx, who, i); err != nil {
		return err
	}
	s.pass(3 * time.Minute)
	hash := s.bytes(96)
	c, err := s.startConsent(ctx, who, NewConsent{
		InvitationID: i.ID, Reference: s.reference(), StateHash: hash[:32], SignInStateHash: hash[32:64], BrowserHash: hash[64:],
	})
	if err != nil {
		return err
	}
	s.pass(90 * time.Second)
	if err := s.approveConsent(ctx, who, &c, proof.TenantID); err != nil {
		return err
	}
	if err := s.moveConsent(ctx, &c, link.Redeem); err != nil {
		return err
	}
	who.Name = proof.ApproverUsername
	_, _, err = s.completeOrRefuse(ctx, who, &c, proof)
	return err
}
